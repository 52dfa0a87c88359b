// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.simulation.core.DiskMapping;
import io.howdah.hdfs.simulation.core.Estimate;
import io.howdah.hdfs.simulation.core.FailureLog;
import io.howdah.hdfs.simulation.core.LogReplay;
import io.howdah.hdfs.simulation.core.LogReplay.Reach;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import io.howdah.hdfs.simulation.core.PlacedSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A failure log and how it is laid on the simulated cluster.
 *
 * @param name of the log, for tables
 * @param log the failures
 * @param windowSeconds failures within so long of each other count as "at once"; above 0
 * @param disks disks of a DataNode, 1 to 128
 * @param enclosureDisks different disks of one enclosure within the window that count as its loss, at least 1
 */
public record FailureReplay(String name, FailureLog log, long windowSeconds, int disks, int enclosureDisks) {
    private static final int MOST_TRIALS = 400;

    public FailureReplay {
        if (windowSeconds < 1 || disks < 1 || disks > 128 || enclosureDisks < 1) {
            throw new IllegalArgumentException(
                    "window=" + windowSeconds + "s disks=" + disks + " enclosure-disks=" + enclosureDisks
                            + ": not allowed; allowed: window from 1s, 1 to 128 disks, enclosure-disks from 1");
        }
    }

    /**
     * What the log does to the blocks of one policy.
     *
     * @param reach what one failed disk takes away
     * @param blocksLost blocks lost with racks, hosts and nodes in the inventory's order
     * @param mostDown most units down at once
     * @param loss chance of a lost block over random orders of racks, hosts and nodes
     */
    public record Result(Reach reach, long blocksLost, int mostDown, Estimate loss) {}

    /** {@return what stands for what, one line each} */
    public List<String> mapping(Inventory inventory) {
        DiskMapping mapping = mapping(inventory, disks);
        int hosts = mapping.racks().stream().mapToInt(List::size).sum();
        int perHost = mapping.racks().get(0).get(0).length;
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s: %d disk failures in %.0f days, %d racks, up to %d enclosures a rack, slots up to %d",
                        name,
                        log.failures().size(),
                        log.days(),
                        log.racks().size(),
                        log.mostEnclosures(),
                        log.slots()),
                String.format(
                        Locale.ROOT,
                        "mapping: rack i of the log (by number) -> rack i mod %d; its enclosure j -> physical host j of that rack"
                                + " (%d hosts in all); slot s -> DataNode (s-1)/%d of that host (mod %d), disk (s-1) mod %d",
                        mapping.racks().size(),
                        hosts,
                        disks,
                        perHost,
                        disks),
                String.format(
                        Locale.ROOT,
                        "at once: within %s; a failed disk or node is whole again after that. Enclosure: lost when %d different"
                                + " disks of it failed within that time",
                        window(windowSeconds),
                        enclosureDisks));
    }

    private static String window(long seconds) {
        return seconds % 3_600 == 0 ? seconds / 3_600 + " h" : seconds + " s";
    }

    /** Replays on the blocks of one policy, once for each {@link Reach}. */
    public List<Result> run(SimulatedPlacement cluster, PlacedBlocks blocks, int tolerated, long seed) {
        LogReplay replay = new LogReplay(log, windowSeconds, enclosureDisks);
        DiskMapping mapping = mapping(cluster.inventory(), disks);
        PlacedSets nodeSets = blocks.sets(cluster.size());
        List<Result> results = new ArrayList<>();
        for (Reach reach : Reach.values()) {
            PlacedSets sets = reach == Reach.DISK ? blocks.diskSets(cluster.size(), disks) : nodeSets;
            LogReplay.Loss once = replay.replay(sets, mapping, reach, tolerated);
            Random random = new Random(seed);
            int trials = trials(sets);
            results.add(new Result(
                    reach,
                    once.blocksLost(),
                    once.mostDown(),
                    replay.sample(sets, mapping, reach, tolerated, trials, random)));
        }
        return results;
    }

    /** As many as take some seconds. */
    private int trials(PlacedSets sets) {
        double steps = 2.0 * log.failures().size() * (1 + (double) sets.sets() * sets.size() / sets.nodes());
        return (int) Math.max(20, Math.min(MOST_TRIALS, 400e6 / steps));
    }

    /** The nodes by rack and physical host, in the order of their names. */
    private static DiskMapping mapping(Inventory inventory, int disks) {
        Map<String, Map<String, List<Integer>>> racks = new TreeMap<>();
        int n = 0;
        for (InventoryNode node : inventory.nodes()) {
            racks.computeIfAbsent(node.rack(), r -> new TreeMap<>())
                    .computeIfAbsent(node.physicalHost(), h -> new ArrayList<>())
                    .add(n++);
        }
        List<List<int[]>> mapped = new ArrayList<>();
        racks.values()
                .forEach(hosts -> mapped.add(hosts.values().stream()
                        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                        .toList()));
        return new DiskMapping(mapped, disks);
    }
}
