// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one walk, as its workers count. Thread-safe. */
public final class SliceCounters {
    public final LongAdder calls = new LongAdder();
    public final LongAdder slices = new LongAdder();
    public final LongAdder relocations = new LongAdder();
    public final LongAdder retries = new LongAdder();
    public final LongAdder rejections = new LongAdder();
    public final LongAdder rowsScanned = new LongAdder();
}
