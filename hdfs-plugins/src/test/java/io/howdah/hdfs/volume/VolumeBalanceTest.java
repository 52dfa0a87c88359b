// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.AvailableSpaceVolumeChoosingPolicy;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.DataNodeVolumeMetrics;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsVolumeSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.RoundRobinVolumeChoosingPolicy;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.VolumeChoosingPolicy;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Stock policies and ours on the same simulated DataNode; prints what each does. */
class VolumeBalanceTest {
    private static final long GB = 1L << 30;
    private static final long REPLICA = GB;

    /** A write takes 4 ms on the shared backend and 1 ms elsewhere, when the case says that it is slow. */
    private static final long SLOW_MILLIS = 4;

    private record Result(double sharedShare, double maxOverMean, double busiest) {}

    @AfterAll
    static void metricsSystem() {
        DefaultMetricsSystem.shutdown();
    }

    @Test
    void writesSpreadOverBackends_whereStockCountsVolumes() throws IOException {
        Map<String, Result> empty = run("two disks, two LUNs of one target; first 10% of the space", 4, 0.1, false);
        // The busiest backend sets the pace of a DataNode that writes to all: 1/3 is what three backends can do.
        assertThat(empty.get("ours").busiest()).isLessThan(0.36);
        assertThat(empty.get("RoundRobin").busiest()).isGreaterThan(0.49);
        assertThat(empty.get("AvailableSpace").busiest()).isGreaterThan(0.49);
    }

    @Test
    void volumesFillTogether() throws IOException {
        Map<String, Result> full = run("the same, filled to 80%", 4, 0.8, false);
        assertThat(full.get("ours").maxOverMean()).isLessThan(1.1);
        Map<String, Result> mixed = run("LUNs of three times the size, filled to 80%", 12, 0.8, false);
        assertThat(mixed.get("ours").maxOverMean())
                .isLessThan(1.2)
                .isLessThan(mixed.get("RoundRobin").maxOverMean());
    }

    @Test
    void aSlowBackend_getsLess_whereStockGivesItHalf() throws IOException {
        Map<String, Result> slow = run("the same, the target four times slower; first 10%", 4, 0.1, true);
        assertThat(slow.get("ours").sharedShare()).isLessThan(0.16);
        assertThat(slow.get("RoundRobin").sharedShare()).isGreaterThan(0.49);
        assertThat(slow.get("AvailableSpace").sharedShare()).isGreaterThan(0.49);
    }

    private static Map<String, Result> run(String title, int lunTerabytes, double fill, boolean slow)
            throws IOException {
        AtomicLong clock = new AtomicLong();
        Configuration conf = new Configuration(false);
        conf.set("howdah.volume.backends", "/data/0=sda,/data/1=sdb,/data/2=target,/data/3=target");
        BackendVolumeChoosingPolicy<FsVolumeSpi> ours =
                new BackendVolumeChoosingPolicy<>(new Random(7), clock::get, VolumeMetrics.detached());
        ours.setConf(conf);
        AvailableSpaceVolumeChoosingPolicy<FsVolumeSpi> availableSpace = new AvailableSpaceVolumeChoosingPolicy<>();
        availableSpace.setConf(conf);
        Map<String, VolumeChoosingPolicy<FsVolumeSpi>> policies = new LinkedHashMap<>();
        policies.put("RoundRobin", new RoundRobinVolumeChoosingPolicy<>());
        policies.put("AvailableSpace", availableSpace);
        policies.put("ours", ours);
        System.out.println(title);
        System.out.printf(
                "  %-16s %24s %24s %16s%n", "policy", "share of shared backend", "busiest backend", "max/mean used");
        Map<String, Result> results = new TreeMap<>();
        for (Map.Entry<String, VolumeChoosingPolicy<FsVolumeSpi>> policy : policies.entrySet()) {
            Result result = fill(policy.getValue(), lunTerabytes, fill, slow, clock);
            results.put(policy.getKey(), result);
            System.out.printf(
                    Locale.ROOT,
                    "  %-16s %23.1f%% %23.1f%% %16.3f%n",
                    policy.getKey(),
                    100 * result.sharedShare(),
                    100 * result.busiest(),
                    result.maxOverMean());
        }
        return results;
    }

    private static Result fill(
            VolumeChoosingPolicy<FsVolumeSpi> policy, int lunTerabytes, double fill, boolean slow, AtomicLong clock)
            throws IOException {
        List<FsVolumeSpi> volumes = new ArrayList<>();
        long capacity = 0;
        for (int i = 0; i < 4; i++) {
            long size = (i < 2 ? 4L : lunTerabytes) * 1024 * GB;
            DataNodeVolumeMetrics metrics =
                    slow ? DataNodeVolumeMetrics.create(new Configuration(false), policy.hashCode() + "-" + i) : null;
            volumes.add(new FakeVolume("/data/" + i, size, metrics));
            capacity += size;
        }
        long written = 0;
        while (written < fill * capacity) {
            FakeVolume chosen = (FakeVolume) policy.chooseVolume(volumes, REPLICA, null);
            chosen.used.addAndGet(REPLICA);
            written += REPLICA;
            clock.addAndGet(1_000_000_000L);
            if (slow) {
                chosen.metrics.addWriteIoLatency(volumes.indexOf(chosen) < 2 ? 1 : SLOW_MILLIS);
            }
        }
        long shared = 0;
        long busiest = 0;
        double fullest = 0;
        for (int i = 0; i < 4; i++) {
            FakeVolume volume = (FakeVolume) volumes.get(i);
            if (i < 2) {
                busiest = Math.max(busiest, volume.used.get());
            } else {
                shared += volume.used.get();
            }
            fullest = Math.max(fullest, volume.usedFraction());
        }
        return new Result(
                (double) shared / written,
                fullest / ((double) written / capacity),
                (double) Math.max(busiest, shared) / written);
    }
}
