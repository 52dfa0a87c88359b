// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.migrate.core.LevelPlanner.Effort;
import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.migrate.core.MovePlanner.Replica;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelPlannerTest {
    private static final double THRESHOLD = 0.03;

    /** Each node is a host of its own, racks in turn; capacity 100 blocks of one byte. */
    private record Cluster(int racks, int[] blocks) implements MovePlanner.Nodes {
        @Override
        public ReplicaSite site(int node) {
            return new ReplicaSite("/r" + node % racks, Arrays.asList("h" + node));
        }

        @Override
        public long room(int node) {
            return 100 - blocks[node];
        }

        @Override
        public double used(int node) {
            return blocks[node] / 100.0;
        }

        @Override
        public int minRacks() {
            return 2;
        }

        List<Replica> on(int... nodes) {
            return IntStream.of(nodes).mapToObj(n -> new Replica(n, site(n))).toList();
        }
    }

    private static List<Move> plan(CopysetTable sets, Cluster cluster, double mean, Effort effort, int... block) {
        return new LevelPlanner(sets, cluster, mean, THRESHOLD).plan(cluster.on(block), 1, 1, cluster, effort);
    }

    @Test
    void plan_movesOneReplicaFromTheOverUtilisedToTheUnderUtilised_betweenSetsThatShareTheOthers() {
        CopysetTable sets = new CopysetTable(4, 3, new int[] {0, 1, 2, 3, 1, 2});
        Cluster cluster = new Cluster(2, new int[] {70, 60, 59, 20});
        assertThat(plan(sets, cluster, 0.6, Effort.EACH_OVER, 0, 1, 2)).containsExactly(new Move(0, 3));
        assertThat(plan(sets, new Cluster(2, new int[] {62, 60, 59, 58}), 0.6, Effort.HALF_OVER, 0, 1, 2))
                .as("within the threshold")
                .isEmpty();
        assertThat(plan(sets, new Cluster(2, new int[] {70, 60, 59, 61}), 0.6, Effort.ONE_OVER, 0, 1, 2))
                .as("the target is above the mean")
                .isEmpty();
    }

    @Test
    void plan_takesBlocksOffNodesNearTheMeanOnlyWithMoreEffort() {
        CopysetTable sets = new CopysetTable(6, 3, new int[] {0, 1, 2, 3, 4, 5});
        int[][] blocks = {{70, 68, 66}, {70, 68, 55}, {70, 61, 55}};
        for (int expected = 0; expected < blocks.length; expected++) {
            int[] on = blocks[expected];
            Cluster cluster = new Cluster(2, new int[] {on[0], on[1], on[2], 20, 20, 20});
            assertThat(Arrays.stream(Effort.values())
                            .filter(effort ->
                                    plan(sets, cluster, 0.6, effort, 0, 1, 2).size() == 3)
                            .findFirst())
                    .as("block on nodes at %s", Arrays.toString(on))
                    .contains(Effort.values()[expected]);
        }
    }

    @Test
    void plan_fillsTheUnderUtilised_onceNoNodeIsOverUtilised() {
        CopysetTable sets = new CopysetTable(5, 3, new int[] {0, 1, 2, 3, 1, 2});
        Cluster none = new Cluster(2, new int[] {62, 60, 60, 20, 61});
        assertThat(plan(sets, none, 0.6, Effort.HALF_OVER, 0, 1, 2)).containsExactly(new Move(0, 3));
        CopysetTable all = new CopysetTable(5, 3, new int[] {0, 1, 2, 3, 1, 2, 4, 1, 2});
        Cluster some = new Cluster(2, new int[] {62, 60, 60, 20, 90});
        assertThat(plan(all, some, 0.6, Effort.HALF_OVER, 0, 1, 2))
                .as("node 4 is relieved first")
                .isEmpty();
    }

    @Test
    void plan_evensOutACluster_andEachBlockEndsInACopyset_onRandomPlans() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            // 20 nodes at 66%, then 4 that joined, on sets of their own and on sets derived from others.
            CopysetTable sets = sets(random);
            Cluster cluster = new Cluster(4, new int[24]);
            List<int[]> blocks = new ArrayList<>();
            for (int set = 0; set < 40; set++) {
                for (int i = 0; i < 11; i++) {
                    int[] block = {sets.member(set, 0), sets.member(set, 1), sets.member(set, 2)};
                    IntStream.of(block).forEach(node -> cluster.blocks()[node]++);
                    blocks.add(block);
                }
            }
            double mean = IntStream.of(cluster.blocks()).sum() / 2400.0;
            double before = fullest(cluster) / mean;
            double tooMuch = IntStream.of(cluster.blocks())
                    .mapToDouble(of -> Math.max(0, of - 100 * mean))
                    .sum();
            int moved = 0;
            int useful = 0;
            for (Effort effort : Effort.values()) {
                LevelPlanner level = new LevelPlanner(sets, cluster, mean, THRESHOLD);
                for (int b = 0; b < blocks.size(); b++) {
                    int[] block = blocks.get(b);
                    for (Move move : level.plan(cluster.on(block), 1, b, cluster, effort)) {
                        assertThat(effort != Effort.EACH_OVER || cluster.used(block[move.replica()]) > mean)
                                .as("seed %d: each move relieves a node above the mean", seed)
                                .isTrue();
                        assertThat(cluster.used(move.target())).isLessThan(mean);
                        cluster.blocks()[block[move.replica()]]--;
                        cluster.blocks()[move.target()]++;
                        block[move.replica()] = move.target();
                        moved++;
                        useful += effort == Effort.EACH_OVER ? 1 : 0;
                    }
                    assertThat(sets.together(block))
                            .as("seed %d: %s", seed, Arrays.toString(block))
                            .isTrue();
                }
            }
            System.out.printf(
                    "seed %d: fullest/mean %.3f, %.3f after %d moves%n", seed, before, fullest(cluster) / mean, moved);
            assertThat(fullest(cluster) / mean).as("seed %d", seed).isLessThan(before - 0.05);
            assertThat(useful)
                    .as("seed %d: no more moves than there is too much on some nodes", seed)
                    .isLessThanOrEqualTo((int) tooMuch + 24);
        }
    }

    private static double fullest(Cluster cluster) {
        return IntStream.of(cluster.blocks()).max().orElse(0) / 100.0;
    }

    /** 40 sets of nodes 0 to 19, six in each column; 20 more with the nodes 20 to 23. */
    private static CopysetTable sets(Random random) {
        List<Integer> members = new ArrayList<>();
        for (int set = 0; set < 40; set++) {
            int a = set % 20;
            int b = (a + 1 + random.nextInt(6) * 2) % 20;
            int c = (b + 1 + random.nextInt(3) * 2) % 20;
            members.addAll(List.of(a, b, c == a ? (c + 2) % 20 : c));
        }
        for (int set = 0; set < 20; set++) {
            int of = random.nextInt(40) * 3;
            boolean own = set % 4 == 0;
            members.addAll(
                    own
                            ? List.of(20, 21, 22 + set / 4 % 2)
                            : List.of(20 + set % 4, members.get(of + 1), members.get(of + 2)));
        }
        return new CopysetTable(
                24, 3, members.stream().mapToInt(Integer::intValue).toArray());
    }
}
