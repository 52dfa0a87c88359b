// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * Replays a log of disk failures on the sets where blocks are. What fails stays failed for the window and is then as good
 * as new: the window is the time it takes to restore redundancy, and so says what "at once" means.
 */
public final class LogReplay {
    private final FailureLog log;
    private final DiskMapping.Place[] places;
    private final long windowSeconds;
    private final int enclosureDisks;

    /** What one failed disk takes away. */
    public enum Reach {
        /** The replicas on that disk ({@code dfs.datanode.failed.volumes.tolerated} is large). */
        DISK("disk"),
        /** The whole DataNode, as by HDFS's default of no tolerated failed volume. */
        DATANODE("DataNode"),
        /** A disk alone nothing; several of one enclosure within the window the whole physical host. */
        ENCLOSURE("enclosure");

        private final String label;

        Reach(String label) {
            this.label = label;
        }

        /** {@return its name in tables} */
        public String label() {
            return label;
        }
    }

    /**
     * What one replay lost.
     *
     * @param blocksLost blocks that were beyond repair at some moment
     * @param mostDown most units (disks or DataNodes) down at once
     */
    public record Loss(long blocksLost, int mostDown) {}

    /**
     * @param windowSeconds how long what failed stays failed, above 0
     * @param enclosureDisks different disks of one enclosure within the window that count as its loss, at least 1
     */
    public LogReplay(FailureLog log, long windowSeconds, int enclosureDisks) {
        this.log = log;
        this.places =
                log.failures().stream().map(f -> DiskMapping.place(log, f)).toArray(DiskMapping.Place[]::new);
        this.windowSeconds = windowSeconds;
        this.enclosureDisks = enclosureDisks;
    }

    /**
     * Replays once.
     *
     * @param placed sets of nodes; of disks for {@link Reach#DISK}
     * @param tolerated members of a set that may be down
     */
    public Loss replay(PlacedSets placed, DiskMapping mapping, Reach reach, int tolerated) {
        Sweep sweep = new Sweep(placed, tolerated);
        Map<List<Integer>, Map<Integer, Long>> recent = new HashMap<>();
        List<FailureLog.Failure> failures = log.failures();
        for (int i = 0; i < places.length; i++) {
            long now = failures.get(i).second();
            sweep.upTo(now);
            switch (reach) {
                case DISK -> sweep.fail(mapping.disk(places[i]), now + windowSeconds);
                case DATANODE -> sweep.fail(mapping.node(places[i]), now + windowSeconds);
                case ENCLOSURE -> {
                    Map<Integer, Long> slots = recent.computeIfAbsent(
                            List.of(places[i].rack(), places[i].enclosure()), e -> new HashMap<>());
                    slots.values().removeIf(second -> second <= now - windowSeconds);
                    slots.put(places[i].slot(), now);
                    if (slots.size() >= enclosureDisks) {
                        for (int node : mapping.host(places[i])) {
                            sweep.fail(node, now + windowSeconds);
                        }
                    }
                }
            }
        }
        return new Loss(sweep.blocksLost, sweep.mostDown);
    }

    /**
     * Replays with the cluster's racks, hosts and nodes in random order: chance, over that order, that the log loses a block.
     *
     * @param trials how often, at least 1
     */
    public Estimate sample(
            PlacedSets placed, DiskMapping mapping, Reach reach, int tolerated, int trials, Random random) {
        int losses = 0;
        for (int trial = 0; trial < trials; trial++) {
            losses += replay(placed, mapping.shuffled(random), reach, tolerated).blocksLost() > 0 ? 1 : 0;
        }
        return new Estimate(losses, trials);
    }

    private static final class Sweep {
        private final PlacedSets placed;
        private final int tolerated;
        private final long[] downUntil;
        private final int[] hits;
        private final BitSet lost = new BitSet();
        private final Queue<long[]> repairs = new ArrayDeque<>();
        private int down;
        private int mostDown;
        private long blocksLost;

        Sweep(PlacedSets placed, int tolerated) {
            this.placed = placed;
            this.tolerated = tolerated;
            this.downUntil = new long[placed.nodes()];
            this.hits = new int[placed.sets()];
            Arrays.fill(downUntil, Long.MIN_VALUE);
        }

        void fail(int unit, long until) {
            boolean up = downUntil[unit] == Long.MIN_VALUE;
            downUntil[unit] = until;
            repairs.add(new long[] {until, unit});
            if (!up) {
                return;
            }
            mostDown = Math.max(mostDown, ++down);
            for (int i = 0; i < placed.degree(unit); i++) {
                int set = placed.setOf(unit, i);
                if (++hits[set] == tolerated + 1 && !lost.get(set)) {
                    lost.set(set);
                    blocksLost += placed.blocks(set);
                }
            }
        }

        void upTo(long now) {
            while (!repairs.isEmpty() && repairs.peek()[0] <= now) {
                long[] repair = repairs.remove();
                int unit = (int) repair[1];
                if (downUntil[unit] == repair[0]) { // else it failed again meanwhile
                    downUntil[unit] = Long.MIN_VALUE;
                    down--;
                    for (int i = 0; i < placed.degree(unit); i++) {
                        hits[placed.setOf(unit, i)]--;
                    }
                }
            }
        }
    }
}
