// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.volume.VolumeMetrics.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsVolumeSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.RoundRobinVolumeChoosingPolicy;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.TestRoundRobinVolumeChoosingPolicy;
import org.apache.hadoop.metrics2.AbstractMetric;
import org.apache.hadoop.metrics2.impl.MetricsCollectorImpl;
import org.apache.hadoop.util.DiskChecker.DiskOutOfSpaceException;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;

class BackendVolumeChoosingPolicyTest {
    private static final long GB = 1L << 30;

    private final Configuration conf = new Configuration(false);
    private final AtomicLong clock = new AtomicLong();
    private final VolumeMetrics metrics = VolumeMetrics.detached();

    @Test
    void theDataNode_canMakeIt() {
        conf.set("howdah.volume.half-life", "5s");
        BackendVolumeChoosingPolicy<?> made = ReflectionUtils.newInstance(BackendVolumeChoosingPolicy.class, conf);
        assertThat(made.getConf()).isSameAs(conf);
        conf.set("howdah.volume.half-life", "fast");
        assertThatThrownBy(() -> ReflectionUtils.newInstance(BackendVolumeChoosingPolicy.class, conf))
                .hasStackTraceContaining("howdah.volume.half-life=fast: not allowed; allowed: 1s to 1h");
    }

    /** The platform's own test of the message, on its mocks without a location. */
    @Test
    void outOfSpace_hasThePlatformsMessage() throws Exception {
        TestRoundRobinVolumeChoosingPolicy.testRRPolicyExceptionMessage(policy());
        assertThatThrownBy(() -> policy().chooseVolume(List.of(), 1, null))
                .isInstanceOf(DiskOutOfSpaceException.class)
                .hasMessage("No more available volumes");
    }

    /** What the platform's round-robin tests ask for, but for the order, which is random here. */
    @Test
    void bothVolumesAreUsed_andTheOneWithRoomForALargeReplica() throws Exception {
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        FakeVolume small = new FakeVolume("/small", 100);
        FakeVolume large = new FakeVolume("/large", 200);
        Set<FsVolumeSpi> chosen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            chosen.add(policy.chooseVolume(List.of(small, large), 0, null));
        }
        assertThat(chosen).containsExactlyInAnyOrder(small, large);
        assertThat(policy.chooseVolume(List.of(small, large), 150, null)).isSameAs(large);
        assertThatThrownBy(() -> policy.chooseVolume(List.of(small, large), Long.MAX_VALUE, null))
                .isInstanceOf(DiskOutOfSpaceException.class);
    }

    @Test
    void storageTypes_areChosenFromIndependently() throws Exception {
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        FakeVolume disk = new FakeVolume("/disk", 100);
        FakeVolume ssd = new FakeVolume("/ssd", 200);
        ssd.type = StorageType.SSD;
        assertThat(policy.chooseVolume(List.of(disk), 0, null)).isSameAs(disk);
        assertThat(policy.chooseVolume(List.of(ssd), 150, null)).isSameAs(ssd);
        assertThatThrownBy(() -> policy.chooseVolume(List.of(disk), 150, null))
                .isInstanceOf(DiskOutOfSpaceException.class);
    }

    /** As the platform's available-space tests with two, three and four unbalanced volumes. */
    @Test
    void emptierVolumes_getMore_evenlyAmongThem() throws Exception {
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        List<FsVolumeSpi> volumes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FakeVolume volume = new FakeVolume("/data/" + i, 100 * GB);
            volume.used.set(i < 2 ? 70 * GB : 10 * GB);
            volumes.add(volume);
            conf.set("howdah.volume.backends", "/data/0=a,/data/1=b,/data/2=c,/data/3=d");
        }
        policy.setConf(conf);
        Map<FsVolumeSpi, Integer> counts = counts(policy, volumes, 1000, GB / 8);
        assertThat(counts.getOrDefault(volumes.get(0), 0)).isLessThan(100);
        assertThat(counts.get(volumes.get(2))).isBetween(400, 500);
        assertThat(counts.get(volumes.get(3))).isBetween(400, 500);
    }

    @Test
    void aVolumeThatCannotBeRead_isPassedOver_whereStockFailsTheWrite() throws Exception {
        FakeVolume good = new FakeVolume("/good", 100);
        FakeVolume broken = new FakeVolume("/broken", 100);
        broken.broken = true;
        assertThat(policy().chooseVolume(List.of(broken, good), 0, null)).isSameAs(good);
        assertThatThrownBy(() ->
                        new RoundRobinVolumeChoosingPolicy<FsVolumeSpi>().chooseVolume(List.of(broken, good), 0, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> policy().chooseVolume(List.of(broken), 0, null))
                .hasMessage("/broken: Input/output error");
    }

    @Test
    void itHasRoom_wheneverStockHas_onGeneratedVolumes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        conf.set("howdah.volume.available-floor", "50%");
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        RoundRobinVolumeChoosingPolicy<FsVolumeSpi> stock = new RoundRobinVolumeChoosingPolicy<>();
        for (int round = 0; round < 2_000; round++) {
            List<FsVolumeSpi> volumes = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                FakeVolume volume = new FakeVolume("/data/" + i, 1 + random.nextInt(1000));
                volume.used.set(random.nextInt((int) volume.capacity + 1));
                volumes.add(volume);
            }
            long replica = random.nextInt(700);
            FsVolumeSpi ours = null;
            try {
                ours = policy.chooseVolume(volumes, replica, null);
                assertThat(ours.getAvailable()).as("seed " + seed).isGreaterThan(replica);
            } catch (DiskOutOfSpaceException e) {
                assertThatThrownBy(() -> stock.chooseVolume(volumes, replica, null))
                        .as("seed " + seed)
                        .hasMessage(e.getMessage());
            }
        }
    }

    @Test
    void manyThreads_chooseAtOnce_andEveryChoiceIsCounted() throws Exception {
        conf.set("howdah.volume.backends", "/data/0=shared,/data/1=shared,/data/2=own");
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        List<FsVolumeSpi> volumes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            volumes.add(new FakeVolume("/data/" + i, 1000 * GB));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> task =
                    () -> counts(policy, volumes, 2_000, GB / 8).getOrDefault(volumes.get(2), 0);
            int own = 0;
            for (Future<Integer> result : threads.invokeAll(java.util.Collections.nCopies(8, task))) {
                own += result.get();
            }
            assertThat(own).isBetween(7_000, 9_000);
            assertThat(metrics.choices()).isEqualTo(16_000);
            assertThat(metrics.choices("own")).isEqualTo(own);
            assertThat(metrics.choices("shared")).isEqualTo(16_000 - own);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void metrics_tellChoicesAndGauges() throws Exception {
        conf.set("howdah.volume.backends", "/data/0=a,/data/1=b");
        conf.set("howdah.volume.available-floor", "10");
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy = policy();
        FakeVolume low = new FakeVolume("/data/0", 12);
        FakeVolume high = new FakeVolume("/data/1", 100);
        policy.chooseVolume(List.of(low, high), 5, null);
        policy.chooseVolume(List.of(low), 5, null);
        assertThatThrownBy(() -> policy.chooseVolume(List.of(low), 12, null)).isInstanceOf(IOException.class);
        Map<String, Number> seen = new HashMap<>();
        MetricsCollectorImpl collector = new MetricsCollectorImpl();
        metrics.getMetrics(collector, true);
        for (AbstractMetric metric : collector.getRecords().get(0).metrics()) {
            seen.put(metric.name(), metric.value());
        }
        assertThat(seen)
                .containsEntry(Metric.VolumeChoices.name(), 2L)
                .containsEntry(Metric.FloorSkips.name(), 1L)
                .containsEntry(Metric.BelowFloor.name(), 1L)
                .containsEntry(Metric.OutOfSpace.name(), 1L)
                .containsEntry(Metric.Volumes.name(), 2)
                .containsEntry(Metric.Backends.name(), 2)
                .containsEntry(Metric.UnknownBackends.name(), 0)
                .containsEntry(Metric.LatencyUnavailable.name(), 1);
        assertThat(collector.getRecords()).hasSize(3);
        assertThat(collector.getRecords().get(1).tags().toString()).contains("Backend");
    }

    private static Map<FsVolumeSpi, Integer> counts(
            BackendVolumeChoosingPolicy<FsVolumeSpi> policy, List<FsVolumeSpi> volumes, int choices, long replica)
            throws IOException {
        Map<FsVolumeSpi, Integer> counts = new HashMap<>();
        for (int i = 0; i < choices; i++) {
            counts.merge(policy.chooseVolume(volumes, replica, null), 1, Integer::sum);
        }
        return counts;
    }

    private BackendVolumeChoosingPolicy<FsVolumeSpi> policy() {
        BackendVolumeChoosingPolicy<FsVolumeSpi> policy =
                new BackendVolumeChoosingPolicy<>(new Random(7), clock::get, metrics);
        policy.setConf(conf);
        return policy;
    }
}
