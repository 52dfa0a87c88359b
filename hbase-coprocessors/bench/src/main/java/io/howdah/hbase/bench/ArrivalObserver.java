// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.util.Optional;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WALEdit;

/** On a table of the other cluster: when HBase's own replication has written a row there. */
public final class ArrivalObserver implements RegionCoprocessor, RegionObserver {
    /** HBase makes coprocessors by their class name. */
    public ArrivalObserver() {}

    @Override
    public Optional<RegionObserver> getRegionObserver() {
        return Optional.of(this);
    }

    @Override
    public void postPut(
            ObserverContext<RegionCoprocessorEnvironment> context, Put put, WALEdit edit, Durability durability) {
        Arrivals.mark(Bytes.toString(put.getRow()));
    }
}
