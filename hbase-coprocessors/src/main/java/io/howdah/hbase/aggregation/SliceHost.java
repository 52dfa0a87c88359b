// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.aggregation.core.MemoryBudget;
import io.howdah.hbase.aggregation.core.SliceGuard;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.ipc.RpcCall;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.quotas.OperationQuota;
import org.apache.hadoop.hbase.quotas.QuotaUtil;
import org.apache.hadoop.hbase.regionserver.HRegion;

/** What one slice may use of its region server: time, memory, HBase's quota. One call, one thread. */
final class SliceHost implements SliceGuard.Host {
    private final HRegion region;
    private final MemoryBudget.Share share;
    private final OperationQuota quota;
    private final boolean limited;
    private long resultBytes;

    /** @param quota checked already; whoever made it closes it */
    SliceHost(HRegion region, MemoryBudget.Share share, OperationQuota quota) {
        this.region = region;
        this.share = share;
        this.quota = quota;
        this.limited = quota.getReadAvailable() != Long.MAX_VALUE;
    }

    /** Cells that came out of the scan: what a quota counts where nothing was read from disk. */
    void read(List<Cell> row) {
        if (limited) {
            resultBytes += QuotaUtil.calculateCellsSize(row);
            quota.addScanResultCells(row);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean closing() {
        return region.isClosing();
    }

    @Override
    public boolean quotaSpent() {
        if (!limited) {
            return false;
        }
        long blockBytes =
                RpcServer.getCurrentCall().map(RpcCall::getBlockBytesScanned).orElse(0L);
        return Math.max(blockBytes, resultBytes) > quota.getReadAvailable();
    }

    @Override
    public boolean holds(long bytes) {
        return share.holds(bytes);
    }
}
