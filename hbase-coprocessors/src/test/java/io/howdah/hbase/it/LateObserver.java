// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WALEdit;

/**
 * Another coprocessor on the same table, at work when a put is written and its batch is not over. What it does is written on
 * the put, in the attribute {@link #SCRIPT}: fail, or stand at a gate.
 */
public final class LateObserver implements RegionCoprocessor, RegionObserver {
    static final String SCRIPT = "script";
    static final CountDownLatch ARRIVED = new CountDownLatch(1);
    static final CountDownLatch GATE = new CountDownLatch(1);

    @Override
    public Optional<RegionObserver> getRegionObserver() {
        return Optional.of(this);
    }

    @Override
    public void postPut(ObserverContext<RegionCoprocessorEnvironment> c, Put put, WALEdit edit, Durability durability)
            throws IOException {
        switch (Bytes.toString(put.getAttribute(SCRIPT) == null ? new byte[0] : put.getAttribute(SCRIPT))) {
            case "fail" -> throw new IOException("failed after the write");
            case "gate" -> {
                ARRIVED.countDown();
                try {
                    if (!GATE.await(5, TimeUnit.MINUTES)) {
                        throw new IOException("the gate never opened");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            default -> {}
        }
    }
}
