// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import io.howdah.hdfs.placement.PlacementExplainer;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import io.howdah.hdfs.placement.SiteResolver;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/** Judges blocks by one inventory and by DataNodes that are looked at again every minute. Not thread-safe. */
public final class Judge {
    private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final DFSClient client;
    private final SiteResolver resolver;
    private final int minRacks;
    private PlacementExplainer explainer;
    private long since;

    /**
     * @param resolver the inventory
     * @param minRacks racks a block is to span
     */
    public Judge(DFSClient client, SiteResolver resolver, int minRacks) {
        this.client = client;
        this.resolver = resolver;
        this.minRacks = minRacks;
    }

    /** Judges a block of a file: its replicas, or the units of its group. */
    public Explanation judge(LocatedBlock block, HdfsFileStatus file) throws IOException {
        return explainer().explain(block, file);
    }

    private PlacementExplainer explainer() throws IOException {
        long now = System.nanoTime();
        if (explainer == null || now - since > MAX_AGE_NANOS) {
            explainer = new PlacementExplainer(resolver, client.datanodeReport(DatanodeReportType.LIVE), minRacks);
            since = now;
        }
        return explainer;
    }
}
