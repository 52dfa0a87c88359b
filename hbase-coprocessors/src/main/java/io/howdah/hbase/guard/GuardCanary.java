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
 * loads none whose class is missing: from outside such a table looks guarded. One for each region server; in a mini
 * cluster the gauge shows the server that counted last.
 */
public final class GuardCanary implements RegionServerCoprocessor {
    private static final Logger LOG = LoggerFactory.getLogger(GuardCanary.class);
    private static final long EVERY_SECONDS = 10;

    private ScheduledExecutorService timer;
    private OnlineRegions regions;
    private Set<String> unguarded = Set.of();

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
    public void stop(CoprocessorEnvironment env) {
        timer.shutdownNow();
    }

    private void look() {
        try {
            int guarded = 0;
            Set<String> without = new TreeSet<>();
            for (Region region : regions.getRegions()) {
                if (GuardAttributes.of(region.getTableDescriptor()).isEmpty()) {
                    continue;
                }
                if (isGuarded(region)) {
                    guarded++;
                } else {
                    without.add(region.getRegionInfo().getRegionNameAsString());
                }
            }
            GuardMetrics.instance().canary(guarded, without.size());
            if (!without.equals(unguarded)) {
                if (!without.isEmpty()) {
                    LOG.error(
                            "{} regions have rules and no {}: nothing is enforced there: {}",
                            without.size(),
                            TableGuard.class.getName(),
                            without.stream().limit(5).toList());
                }
                unguarded = without;
            }
        } catch (RuntimeException e) {
            LOG.warn("Guards could not be counted; tried again in {} s", EVERY_SECONDS, e);
        }
    }

    private static boolean isGuarded(Region region) {
        return region instanceof HRegion r
                && r.getCoprocessorHost() != null
                && r.getCoprocessorHost().findCoprocessor(TableGuard.class.getName()) != null;
    }
}
