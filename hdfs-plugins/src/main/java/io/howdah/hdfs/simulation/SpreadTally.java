// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.simulation.PlacementSimulation.HostLoss;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts, block by block, how a policy spread replicas over racks, physical hosts and storage backends. */
final class SpreadTally {
    private final List<InventoryNode> nodes;
    private final int wanted;
    private final int mostPerDomain;
    private final Map<Integer, Integer> byRacks = new TreeMap<>();
    private final Map<String, int[]> losses = new HashMap<>();
    private int underReplicated;
    private int hostViolations;
    private int backendViolations;

    /**
     * @param wanted replicas or units of a block
     * @param mostPerDomain how many of them one host may hold: 1, or what the code can lose
     */
    SpreadTally(Inventory inventory, int wanted, int mostPerDomain) {
        this.nodes = List.copyOf(inventory.nodes());
        this.wanted = wanted;
        this.mostPerDomain = mostPerDomain;
    }

    void count(int[] placed) {
        Set<String> racks = new HashSet<>();
        Map<String, Integer> hosts = new HashMap<>();
        Map<String, Integer> backends = new HashMap<>();
        for (int n : placed) {
            InventoryNode node = nodes.get(n);
            racks.add(node.rack());
            hosts.merge(node.value(FailureDomain.HOST), 1, Integer::sum);
            if (node.value(FailureDomain.BACKEND) != null) {
                backends.merge(node.value(FailureDomain.BACKEND), 1, Integer::sum);
            }
        }
        underReplicated += placed.length < wanted ? 1 : 0;
        hostViolations += hosts.values().stream().anyMatch(count -> count > mostPerDomain) ? 1 : 0;
        backendViolations += backends.values().stream().anyMatch(count -> count > mostPerDomain) ? 1 : 0;
        byRacks.merge(racks.size(), 1, Integer::sum);
        hosts.forEach((host, replicas) -> {
            int[] loss = losses.computeIfAbsent(host, h -> new int[2]);
            loss[0] += replicas > 1 ? 1 : 0;
            loss[1] += replicas == placed.length ? 1 : 0;
        });
    }

    int underReplicated() {
        return underReplicated;
    }

    int hostViolations() {
        return hostViolations;
    }

    int backendViolations() {
        return backendViolations;
    }

    Map<Integer, Integer> blocksByRacks() {
        return byRacks;
    }

    HostLoss worstHost() {
        return losses.entrySet().stream()
                .map(e -> new HostLoss(e.getKey(), e.getValue()[0], e.getValue()[1]))
                .max(Comparator.comparingInt(HostLoss::losingAll)
                        .thenComparingInt(HostLoss::losingTwoOrMore)
                        .thenComparing(HostLoss::host))
                .orElse(new HostLoss(null, 0, 0));
    }
}
