// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Chooses the volume for a replica.
 *
 * <h2>Goals</h2>
 *
 * Writes spread over what really works in parallel. Two LUNs of one iSCSI target, two mounts of one filer or two
 * directories of one disk are one backend: as two volumes they would get twice the writes of a disk of its own. A slow
 * backend gets less, a fuller one gets less, and all become full at about the same time.
 *
 * <h2>Constraints</h2>
 *
 * A volume without room for the replica is never chosen. One that would fall below the floor is not chosen while another
 * stays above it. Whenever any volume has room there is a choice.
 *
 * <h2>Algorithm</h2>
 *
 * Two backends at random, the one with the lower cost; then two volumes in it at random, the one with the lower cost
 * (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001):
 *
 * <pre>cost = (bytes chosen lately + this replica) * latency / (free fraction)^2</pre>
 *
 * so that the share of writes tends to free^2 / latency. Lately: a sum with a half-life. The free fraction is squared
 * because an unsquared one lets small backends get clearly fuller before large ones take over (80% full on average, one
 * backend with twice the capacity: fullest / mean 1.13 against 1.08). Latencies below 1 ms count as 1 ms, because the
 * platform measures in whole milliseconds, and none counts for more than 20 times the lowest: a backend that was slow
 * must be tried again, or nobody sees that it has recovered. A backend without a measurement gets the mean of the others.
 *
 * <p>Example: three backends, equally free, 2, 2 and 8 ms: shares 4/9, 4/9 and 1/9.
 *
 * <p>Thread-safe. The lock covers arithmetic only, never a look at a disk. Cost: O(volumes) a choice.
 */
public final class VolumeChooser {
    static final double LATENCY_FLOOR_MILLIS = 1;
    static final double LATENCY_MAX_RATIO = 20;
    private static final double MIN_FREE = 0.001;

    private final AvailableFloor floor;
    private final long halfLifeNanos;
    private final RandomGenerator random;
    private final LongSupplier nanoClock;
    private final Map<String, DecayingSum> lately = new HashMap<>();

    /**
     * A choice.
     *
     * @param index the volume: its index in the candidates
     * @param skipped volumes with room that were not considered because they would fall below the floor
     * @param belowFloor whether the chosen volume is itself below the floor, because all are
     */
    public record Choice(int index, int skipped, boolean belowFloor) {}

    /** Volumes of one backend, or one volume: what a cost is computed for. */
    private record Option(String key, List<Integer> members, double free, double latency) {}

    /**
     * @param halfLife how fast writes are forgotten, positive
     * @param nanoClock nanoseconds since any fixed time
     */
    public VolumeChooser(AvailableFloor floor, Duration halfLife, RandomGenerator random, LongSupplier nanoClock) {
        this.floor = floor;
        this.halfLifeNanos = halfLife.toNanos();
        this.random = random;
        this.nanoClock = nanoClock;
    }

    /**
     * Chooses a volume and remembers that it gets the replica.
     *
     * @param candidates volumes of one storage type
     * @param replicaBytes expected size of the replica, at least 0
     * @return empty when none has more than that many bytes available
     */
    public Optional<Choice> choose(List<VolumeCandidate> candidates, long replicaBytes) {
        List<Integer> fitting = new ArrayList<>();
        List<Integer> roomy = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            VolumeCandidate candidate = candidates.get(i);
            // Strictly more, as in the stock policies.
            if (candidate.available() > replicaBytes) {
                fitting.add(i);
                if (!floor.wouldBreak(candidate.available() - replicaBytes, candidate.capacity())) {
                    roomy.add(i);
                }
            }
        }
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> eligible = roomy.isEmpty() ? fitting : roomy;
        int index = pick(candidates, eligible, replicaBytes);
        return Optional.of(new Choice(index, fitting.size() - eligible.size(), roomy.isEmpty()));
    }

    private synchronized int pick(List<VolumeCandidate> candidates, List<Integer> eligible, long replicaBytes) {
        Map<String, List<Integer>> byBackend = new LinkedHashMap<>();
        for (int i : eligible) {
            byBackend
                    .computeIfAbsent(candidates.get(i).backend(), b -> new ArrayList<>())
                    .add(i);
        }
        boolean capacities = eligible.stream().allMatch(i -> candidates.get(i).capacity() > 0);
        List<Option> backends = new ArrayList<>();
        byBackend.forEach((name, members) -> backends.add(option("b:" + name, members, candidates, capacities)));
        long now = nanoClock.getAsLong();
        long bytes = Math.max(1, replicaBytes);
        Option backend = better(backends, bytes, now);
        List<Option> volumes = new ArrayList<>();
        for (int i : backend.members()) {
            volumes.add(option("v:" + candidates.get(i).id(), List.of(i), candidates, capacities));
        }
        Option volume = better(volumes, bytes, now);
        for (String key : List.of(backend.key(), volume.key())) {
            lately.computeIfAbsent(key, k -> new DecayingSum(now)).add((double) bytes, now, halfLifeNanos);
        }
        return volume.members().get(0);
    }

    private static Option option(
            String key, List<Integer> members, List<VolumeCandidate> candidates, boolean capacities) {
        double available = 0;
        double capacity = 0;
        double latency = 0;
        int measured = 0;
        for (int i : members) {
            VolumeCandidate candidate = candidates.get(i);
            available += candidate.available();
            capacity += candidate.capacity();
            if (!Double.isNaN(candidate.latencyMillis())) {
                latency += Math.max(LATENCY_FLOOR_MILLIS, candidate.latencyMillis());
                measured++;
            }
        }
        // Without all capacities, bytes are compared instead: only ratios matter.
        double free = capacities ? Math.max(MIN_FREE, available / capacity) : available;
        return new Option(key, members, free, measured == 0 ? Double.NaN : latency / measured);
    }

    private Option better(List<Option> options, long bytes, long now) {
        int first = random.nextInt(options.size());
        if (options.size() == 1) {
            return options.get(0);
        }
        int second = random.nextInt(options.size() - 1);
        second += second >= first ? 1 : 0;
        double lowest = options.stream()
                .mapToDouble(Option::latency)
                .filter(l -> !Double.isNaN(l))
                .min()
                .orElse(1);
        double mean = options.stream()
                .mapToDouble(Option::latency)
                .filter(l -> !Double.isNaN(l))
                .average()
                .orElse(1);
        Option one = options.get(first);
        Option two = options.get(second);
        return cost(two, bytes, now, lowest, mean) < cost(one, bytes, now, lowest, mean) ? two : one;
    }

    private double cost(Option option, long bytes, long now, double lowest, double mean) {
        DecayingSum sum = lately.get(option.key());
        double load = (sum == null ? 0 : sum.value(now, halfLifeNanos)) + bytes;
        double latency = Double.isNaN(option.latency()) ? mean : option.latency();
        return load * Math.min(latency, lowest * LATENCY_MAX_RATIO) / (option.free() * option.free());
    }
}
