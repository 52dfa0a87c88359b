// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.hdfs.volume.core.VolumeChooser.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VolumeChooserTest {
    private static final long GB = 1L << 30;
    private static final AvailableFloor NONE = new AvailableFloor(0, 0);

    private final AtomicLong clock = new AtomicLong();

    @Test
    void choose_keepsItsPromises_onGeneratedVolumes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            AvailableFloor floor =
                    random.nextBoolean() ? new AvailableFloor(random.nextLong(4 * GB), 0) : new AvailableFloor(0, 0.2);
            VolumeChooser chooser = new VolumeChooser(floor, Duration.ofSeconds(60), random, clock::get);
            List<VolumeCandidate> volumes = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                long capacity = random.nextInt(4) == 0 ? 0 : 1 + random.nextLong(20 * GB);
                long available = random.nextInt(3) == 0 ? 0 : random.nextLong(Math.max(1, capacity));
                double latency = random.nextInt(3) == 0 ? Double.NaN : random.nextDouble() * 500;
                volumes.add(new VolumeCandidate("v" + i, "b" + random.nextInt(4), available, capacity, latency));
            }
            long replica = random.nextInt(5) == 0 ? 0 : random.nextLong(2 * GB);
            Optional<Choice> choice = chooser.choose(volumes, replica);
            List<VolumeCandidate> room =
                    volumes.stream().filter(v -> v.available() > replica).toList();
            String what = "seed " + seed + " round " + round + " " + volumes + " replica " + replica;
            assertThat(choice.isPresent()).as(what).isEqualTo(!room.isEmpty());
            choice.ifPresent(c -> {
                VolumeCandidate chosen = volumes.get(c.index());
                assertThat(room).as(what).contains(chosen);
                boolean breaks = floor.wouldBreak(chosen.available() - replica, chosen.capacity());
                boolean all = room.stream().allMatch(v -> floor.wouldBreak(v.available() - replica, v.capacity()));
                assertThat(breaks).as(what).isEqualTo(all);
                assertThat(c.belowFloor()).as(what).isEqualTo(all);
            });
            clock.addAndGet(random.nextLong(10_000_000_000L));
        }
    }

    @Test
    void choose_countsABackendOnce_howeverManyVolumesItHas() {
        Map<String, Integer> shares = shares(List.of(
                volume("a", "disk:sda", 100, Double.NaN),
                volume("b", "disk:sdb", 100, Double.NaN),
                volume("lun1", "iscsi:x", 100, Double.NaN),
                volume("lun2", "iscsi:x", 100, Double.NaN),
                volume("lun3", "iscsi:x", 100, Double.NaN)));
        assertThat(shares.get("a")).isCloseTo(333, within(20));
        assertThat(shares.get("b")).isCloseTo(333, within(20));
        assertThat(shares.get("lun1")).isCloseTo(111, within(20));
    }

    @Test
    void choose_givesASlowBackendLess_inProportion() {
        Map<String, Integer> shares =
                shares(List.of(volume("a", "a", 100, 2), volume("b", "b", 100, 2), volume("slow", "slow", 100, 8)));
        assertThat(shares.get("slow")).isCloseTo(111, within(20));
    }

    @Test
    void choose_stillTriesAVerySlowBackend() {
        Map<String, Integer> shares =
                shares(List.of(volume("a", "a", 100, 1), volume("b", "b", 100, 1), volume("slow", "slow", 100, 1e6)));
        assertThat(shares.get("slow")).isBetween(10, 50);
    }

    @Test
    void choose_ignoresDifferencesBelowAMillisecond() {
        Map<String, Integer> shares = shares(List.of(volume("a", "a", 100, 0.01), volume("b", "b", 100, 0.9)));
        assertThat(shares.get("a")).isCloseTo(500, within(20));
    }

    @Test
    void choose_treatsAnUnmeasuredBackendAsTheMean() {
        Map<String, Integer> shares = shares(List.of(volume("a", "a", 100, 4), volume("new", "new", 100, Double.NaN)));
        assertThat(shares.get("new")).isCloseTo(500, within(20));
    }

    @Test
    void choose_givesAFullerBackendLess() {
        Map<String, Integer> shares =
                shares(List.of(volume("a", "a", 100, Double.NaN), volume("half", "half", 50, Double.NaN)));
        assertThat(shares.get("half")).isCloseTo(200, within(20));
    }

    @Test
    void choose_comparesBytes_whenACapacityIsUnknown() {
        Map<String, Integer> shares = shares(List.of(
                new VolumeCandidate("a", "a", 1000 * GB, 0, Double.NaN),
                new VolumeCandidate("b", "b", 10 * GB, 20 * GB, Double.NaN)));
        assertThat(shares.get("a")).isGreaterThan(950);
    }

    @Test
    void choose_forgetsOldWrites_soThatAnAddedVolumeIsNotFlooded() {
        VolumeChooser chooser = new VolumeChooser(NONE, Duration.ofSeconds(60), new Random(7), clock::get);
        List<VolumeCandidate> old = List.of(volume("a", "a", 100, Double.NaN));
        for (int i = 0; i < 10_000; i++) {
            chooser.choose(old, GB / 8);
        }
        clock.addAndGet(Duration.ofMinutes(30).toNanos());
        List<VolumeCandidate> both = List.of(old.get(0), volume("new", "new", 100, Double.NaN));
        int added = 0;
        for (int i = 0; i < 1000; i++) {
            added += chooser.choose(both, GB / 8).orElseThrow().index();
        }
        assertThat(added).isCloseTo(500, within(30));
    }

    /** Of 1000 choices at 10 a second. */
    private Map<String, Integer> shares(List<VolumeCandidate> volumes) {
        VolumeChooser chooser = new VolumeChooser(NONE, Duration.ofSeconds(60), new Random(7), clock::get);
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            clock.addAndGet(100_000_000);
            shares.merge(
                    volumes.get(chooser.choose(volumes, GB / 8).orElseThrow().index())
                            .id(),
                    1,
                    Integer::sum);
        }
        return shares;
    }

    private static VolumeCandidate volume(String id, String backend, long percentFree, double latencyMillis) {
        return new VolumeCandidate(id, backend, percentFree * 10 * GB, 1000 * GB, latencyMillis);
    }
}
