// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;
import org.apache.hadoop.hbase.regionserver.InternalScanner;
import org.apache.hadoop.hbase.wal.WALEdit;

/** Counts deletes as access control would see them, and holds a slice between its scan and its locks. */
public final class BulkObserver implements RegionCoprocessor, RegionObserver {
    static final AtomicInteger DELETES = new AtomicInteger();

    /** What was scanned waits here; null: nothing waits. */
    static volatile Gate gate;

    /** Where a slice waits, and that it does. */
    record Gate(CountDownLatch reached, CountDownLatch open) {}

    @Override
    public Optional<RegionObserver> getRegionObserver() {
        return Optional.of(this);
    }

    @Override
    public void preDelete(ObserverContext<RegionCoprocessorEnvironment> context, Delete delete, WALEdit edit) {
        DELETES.incrementAndGet();
    }

    @Override
    public void postScannerClose(ObserverContext<RegionCoprocessorEnvironment> context, InternalScanner scanner)
            throws IOException {
        Gate here = gate;
        if (here != null) {
            here.reached.countDown();
            try {
                if (!here.open.await(5, TimeUnit.MINUTES)) {
                    throw new IOException("the gate never opened");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
