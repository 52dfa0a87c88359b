// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one aggregate, as its workers count. Thread-safe. */
final class RunCounters {
    final LongAdder calls = new LongAdder();
    final LongAdder slices = new LongAdder();
    final LongAdder relocations = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder rejections = new LongAdder();
    final LongAdder rowsScanned = new LongAdder();

    AggregationStats stats(Duration elapsed) {
        return new AggregationStats(
                calls.sum(),
                slices.sum(),
                relocations.sum(),
                retries.sum(),
                rejections.sum(),
                rowsScanned.sum(),
                elapsed);
    }
}
