// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.CoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.CoprocessorException;
import org.apache.hadoop.hbase.coprocessor.RegionServerCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionServerCoprocessorEnvironment;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.regionserver.OnlineRegions;
import org.apache.hadoop.hbase.regionserver.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On the region servers ({@code hbase.coprocessor.regionserver.classes}): counts every ten seconds the regions that have
 * rules and no guard. HBase takes a coprocessor out when it fails and {@code hbase.coprocessor.abortonerror} is false, and
 * loads none whose class is missing: from outside such a table looks guarded. One for each region server; where several
 * live in one process (HBase's master is one, too), the gauges are the sum of what they count.
 */
public final class GuardCanary implements RegionServerCoprocessor {
    private static final Logger LOG = LoggerFactory.getLogger(GuardCanary.class);
    private static final long EVERY_SECONDS = 10;

    private ScheduledExecutorService timer;
    private OnlineRegions regions;
    private Set<String> unguarded = Set.of();
    private int guarded;
    private boolean stopped;

    @Override
    public void start(CoprocessorEnvironment env) throws IOException {
        if (!(env instanceof RegionServerCoprocessorEnvironment server)) {
            throw new CoprocessorException(GuardCanary.class.getName()
                    + " is a region server coprocessor: put it into hbase.coprocessor.regionserver.classes");
        }
        regions = server.getOnlineRegions();
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "howdah-guard-canary");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop(CoprocessorEnvironment env) {
        timer.shutdownNow();
        stopped = true;
        counted(0, Set.of());
    }

    /** Counts once; throws nothing. */
    synchronized void look() {
        if (stopped) {
            return;
        }
        try {
            int with = 0;
            Set<String> without = new TreeSet<>();
            for (Region region : regions.getRegions()) {
                if (GuardAttributes.of(region.getTableDescriptor()).isEmpty()) {
                    continue;
                }
                if (isGuarded(region)) {
                    with++;
                } else {
                    without.add(region.getRegionInfo().getRegionNameAsString());
                }
            }
            if (!without.isEmpty() && !without.equals(unguarded)) {
                LOG.error(
                        "{} regions have rules and no {}: nothing is enforced there: {}",
                        without.size(),
                        TableGuard.class.getName(),
                        without.stream().limit(5).toList());
            }
            counted(with, without);
        } catch (RuntimeException | Error e) {
            // Also an Error: whatever a timer's task throws ends it for good, and the gauges would stand still.
            LOG.warn("Guards could not be counted; tried again in {} s", EVERY_SECONDS, e);
        }
    }

    private void counted(int with, Set<String> without) {
        GuardMetrics.instance().canary(with - guarded, without.size() - unguarded.size());
        guarded = with;
        unguarded = without;
    }

    private static boolean isGuarded(Region region) {
        return region instanceof HRegion r
                && r.getCoprocessorHost() != null
                && r.getCoprocessorHost().findCoprocessor(TableGuard.class.getName()) != null;
    }
}
