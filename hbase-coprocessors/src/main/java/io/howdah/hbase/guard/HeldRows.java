// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.RowLocks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.ipc.RpcCall;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.util.EnvironmentEdgeManager;

/**
 * The rows of one region that the thread at work holds until its batch is over. A wait ends as HBase's own for a row does,
 * after {@code hbase.rowlock.wait.duration} or at the call's deadline: it is waited while the region can neither flush nor
 * close. Thread-safe.
 */
final class HeldRows {
    private final RowLocks locks = new RowLocks();
    private final ThreadLocal<RowLocks.Held> held = new ThreadLocal<>();
    private final RegionInfo region;
    private final long waitMillis;

    HeldRows(RegionInfo region, Configuration conf) {
        this.region = region;
        this.waitMillis = conf.getInt("hbase.rowlock.wait.duration", 30_000);
    }

    /**
     * Holds these rows, and no others any more.
     *
     * @throws RegionTooBusyException when one of them was not free in time: the client tries again
     */
    void hold(Collection<byte[]> rows) throws IOException {
        release();
        RowLocks.Held now;
        try {
            now = locks.lock(rows, Math.min(waitMillis, millisLeft()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for rows that others write");
        }
        if (now == null) {
            throw new RegionTooBusyException("rows of region " + region.getEncodedName() + " of table "
                    + region.getTable() + " were not free in time for their guard to check them");
        }
        held.set(now);
    }

    private static long millisLeft() {
        long deadline = RpcServer.getCurrentCall().map(RpcCall::getDeadline).orElse(Long.MAX_VALUE);
        return deadline == Long.MAX_VALUE ? deadline : deadline - EnvironmentEdgeManager.currentTime();
    }

    /** Lets go of all that the thread holds, if anything. */
    void release() {
        RowLocks.Held before = held.get();
        if (before != null) {
            held.remove();
            before.close();
        }
    }
}
