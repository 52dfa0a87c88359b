// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.simulation.PlacementSimulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped policy under churn: every placement of one to five replicas, new or repaired, is held against an exact
 * oracle. Wherever a legal placement existed by what the NameNode could know, no hard domain is shared; wherever none
 * did, as many replicas as the racks allow. On small clusters hosts and backends are hard, on large ones hosts.
 */
class ChurnTest {
    private static final int PLACEMENTS_PER_CLUSTER = 5_000;
    private static final BlockStoragePolicy HOT =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();

    @TempDir
    Path directory;

    private final Map<String, Integer> events = new TreeMap<>();
    private long placements;
    private long repairs;
    private long impossible;
    private long shared;
    private long tooFew;

    @Test
    void hardRules_areNeverBrokenWhereALegalPlacementExists_in200000Placements() throws Exception {
        run(20_260_101, 200_000);
        assertThat(impossible)
                .as("the run must meet clusters without a legal choice")
                .isGreaterThan(placements / 100);
        assertThat(repairs).isGreaterThan(placements / 8);
    }

    @Test
    @Tag("full")
    void hardRules_areNeverBrokenWhereALegalPlacementExists_in10MillionPlacements() throws Exception {
        run(Long.getLong("howdah.churn.seed", System.nanoTime()), 10_000_000);
    }

    /**
     * Each found a mistake. 18668969175944: a legal placement missed that needed the writer's node, stale and over the limit
     * on load. 19340784286183: the rack limit of a moment ago, when there was one rack less.
     */
    @ParameterizedTest
    @ValueSource(longs = {18668969175944L, 19340784286183L})
    void hardRules_areNotBroken_whereTheyOnceWere(long seed) throws Exception {
        oneCluster(seed);
    }

    private void run(long seed, long wanted) throws Exception {
        long started = System.nanoTime();
        System.out.printf("seed %d%n", seed);
        for (int n = 0; placements < wanted; n++) {
            oneCluster(seed + n);
        }
        System.out.printf(
                "seed %d: %d placements in %d s, %d of them repairs, 0 hard violations where a legal placement existed;"
                        + " %d had none (%d shared a domain, %d got fewer replicas); events %s%n",
                seed,
                placements,
                (System.nanoTime() - started) / 1_000_000_000,
                repairs,
                impossible,
                shared,
                tooFew,
                events);
    }

    private void oneCluster(long seed) throws Exception {
        Random random = new Random(seed);
        boolean small = random.nextInt(3) == 0;
        int size = small ? 3 + random.nextInt(9) : 15 + random.nextInt(60);
        Path own = Files.createDirectory(directory.resolve("cluster-" + seed));
        try (ChurningCluster churn = new ChurningCluster(own, random, size, small, random.nextBoolean())) {
            FailureDomainPlacementPolicy policy =
                    churn.cluster.initialize(PlacementSimulation.seededPolicy(random), churn.conf);
            List<List<DatanodeDescriptor>> blocks = new ArrayList<>();
            for (int i = 0; i < PLACEMENTS_PER_CLUSTER; i++) {
                if (random.nextInt(small ? 4 : 2) == 0) {
                    churn.step();
                }
                one(seed, i, small, churn, policy, random, blocks);
            }
            assertThat(churn.inventoryIsTheLastGoodOne()).as("seed %d", seed).isTrue();
            churn.events.forEach((what, count) -> events.merge(what, count, Integer::sum));
        }
    }

    /** One choice of targets: for a new block, or for one that lost replicas. */
    private void one(
            long seed,
            int number,
            boolean small,
            ChurningCluster churn,
            FailureDomainPlacementPolicy policy,
            Random random,
            List<List<DatanodeDescriptor>> blocks) {
        List<DatanodeDescriptor> chosen = new ArrayList<>();
        int asked = 1 + random.nextInt(5);
        if (!blocks.isEmpty() && random.nextInt(3) == 0) {
            List<DatanodeDescriptor> block = blocks.get(random.nextInt(blocks.size()));
            block.stream().filter(churn.live::contains).forEach(chosen::add);
            if (chosen.size() == block.size()) {
                chosen.remove(random.nextInt(chosen.size()));
            }
            asked = Math.max(1, block.size() - chosen.size());
        }
        Set<Node> excluded = new HashSet<>();
        while (random.nextInt(4) == 0) {
            excluded.add(churn.live.get(random.nextInt(churn.live.size())));
        }
        DatanodeDescriptor writer = random.nextInt(4) == 0 ? null : churn.live.get(random.nextInt(churn.live.size()));

        int[] limits = policy.limits(chosen.size(), asked);
        List<DatanodeStorageInfo> storages = new ArrayList<>();
        chosen.forEach(node -> storages.add(node.getStorageInfos()[0]));
        DatanodeStorageInfo[] targets = policy.chooseTarget(
                "/f", asked, writer, storages, false, new HashSet<>(excluded), ChurningCluster.BLOCK, HOT, null);
        placements++;
        repairs += chosen.isEmpty() ? 0 : 1;

        String where = "seed " + seed + ", placement " + number;
        List<DatanodeDescriptor> picks = new ArrayList<>();
        for (DatanodeStorageInfo target : targets) {
            DatanodeDescriptor node = target.getDatanodeDescriptor();
            boolean local = chosen.isEmpty() && node.equals(writer);
            if (!churn.eligible(node, local) || excluded.contains(node) || chosen.contains(node)) {
                throw new AssertionError(where + ": " + node + " does not pass the filters: " + node.getAdminState()
                        + ", " + node.getRemaining() + " free, load " + node.getXceiverCount() + ", writer " + writer
                        + ", excluded " + excluded + ", chosen " + chosen);
            }
            picks.add(node);
        }
        if (new HashSet<>(picks).size() < picks.size() || racksBroken(chosen, picks, limits[1])) {
            throw new AssertionError(where + ": a node twice, or too many on a rack: " + picks);
        }
        int conflicts = conflicts(churn, chosen, picks);
        if (picks.size() < Math.max(0, limits[0]) || conflicts > 0) {
            judge(where, small, churn, chosen, excluded, writer, limits, picks.size(), conflicts);
        }
        if (!picks.isEmpty() && blocks.size() < 200) {
            List<DatanodeDescriptor> block = new ArrayList<>(chosen);
            block.addAll(picks);
            blocks.add(block);
        } else if (!picks.isEmpty()) {
            blocks.set(random.nextInt(blocks.size()), picks);
        }
    }

    private void judge(
            String where,
            boolean small,
            ChurningCluster churn,
            List<DatanodeDescriptor> chosen,
            Set<Node> excluded,
            DatanodeDescriptor writer,
            int[] limits,
            int placed,
            int conflicts) {
        List<LegalPlacements.Candidate> candidates = new ArrayList<>();
        for (DatanodeDescriptor node : churn.live) {
            if (churn.eligible(node, chosen.isEmpty() && node.equals(writer))
                    && !excluded.contains(node)
                    && !chosen.contains(node)) {
                candidates.add(churn.known(node));
            }
        }
        LegalPlacements oracle = new LegalPlacements(
                candidates, chosen.stream().map(churn::known).toList(), limits[1], Math.max(0, limits[0]));
        int legal = small ? oracle.mostLegal() : oracle.mostOnDifferentHosts();
        if (legal >= limits[0]) {
            throw new AssertionError(where + ": " + placed + " placed, " + conflicts
                    + " domains shared, but a legal placement of " + legal + " exists");
        }
        if (placed < oracle.most()) {
            throw new AssertionError(where + ": " + placed + " placed of " + oracle.most() + " possible");
        }
        if (!small && conflicts != placed - legal) {
            throw new AssertionError(where + ": " + conflicts + " hosts shared, " + (placed - legal) + " would do");
        }
        impossible++;
        shared += conflicts > 0 ? 1 : 0;
        tooFew += placed < limits[0] ? 1 : 0;
    }

    /** Hosts and backends the picks share with each other or with a replica there is already. */
    private static int conflicts(
            ChurningCluster churn, List<DatanodeDescriptor> chosen, List<DatanodeDescriptor> picks) {
        Set<String> hosts = new HashSet<>();
        Set<String> backends = new HashSet<>();
        for (DatanodeDescriptor node : chosen) {
            hosts.add(churn.known(node).host());
            backends.add(churn.known(node).backend());
        }
        int conflicts = 0;
        for (DatanodeDescriptor node : picks) {
            LegalPlacements.Candidate known = churn.known(node);
            conflicts += hosts.add(known.host()) ? 0 : 1;
            conflicts += known.backend() == null || backends.add(known.backend()) ? 0 : 1;
        }
        return conflicts;
    }

    private static boolean racksBroken(
            List<DatanodeDescriptor> chosen, List<DatanodeDescriptor> picks, int maxPerRack) {
        Map<String, Integer> onRack = new HashMap<>();
        chosen.forEach(node -> onRack.merge(node.getNetworkLocation(), 1, Integer::sum));
        for (DatanodeDescriptor node : picks) {
            if (onRack.merge(node.getNetworkLocation(), 1, Integer::sum) > maxPerRack) {
                return true;
            }
        }
        return false;
    }
}
