// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.util.UUID;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.replication.BaseReplicationEndpoint;
import org.apache.hadoop.hbase.util.Bytes;

/** A replication peer that takes everything at once: what is left is what HBase needs to read its log and to ship. */
public final class ArrivalEndpoint extends BaseReplicationEndpoint {
    /** HBase makes endpoints by their class name. */
    public ArrivalEndpoint() {}

    @Override
    public UUID getPeerUUID() {
        return new UUID(4711, 4711);
    }

    @Override
    public boolean replicate(ReplicateContext batch) {
        batch.getEntries()
                .forEach(entry -> entry.getEdit()
                        .getCells()
                        .forEach(cell -> Arrivals.mark(Bytes.toString(CellUtil.cloneRow(cell)))));
        return true;
    }

    @Override
    public void start() {
        startAsync();
    }

    @Override
    public void stop() {
        stopAsync();
    }

    @Override
    protected void doStart() {
        notifyStarted();
    }

    @Override
    protected void doStop() {
        notifyStopped();
    }
}
