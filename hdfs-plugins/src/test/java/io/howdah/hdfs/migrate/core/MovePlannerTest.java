// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.migrate.core.MovePlanner.Replica;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovePlannerTest {
    private static final long BLOCK = 100;

    /** Nodes of a cluster: racks and hosts by number, the same room on each unless said otherwise. */
    private record Cluster(int[] racks, int[] hosts, long[] room) implements MovePlanner.Nodes {
        @Override
        public ReplicaSite site(int node) {
            return new ReplicaSite("/r" + racks[node], Arrays.asList("h" + hosts[node]));
        }

        @Override
        public long room(int node) {
            return room[node];
        }

        @Override
        public double used(int node) {
            return 0;
        }

        @Override
        public int minRacks() {
            return 2;
        }

        Replica on(int node) {
            return new Replica(node, site(node));
        }
    }

    private static Cluster six() {
        return new Cluster(new int[] {0, 0, 1, 1, 2, 2}, new int[] {0, 1, 2, 3, 4, 5}, new long[] {
            1000, 1000, 1000, 1000, 1000, 1000
        });
    }

    @Test
    void plan_takesTheSetWithMostOverlap_thenMostRoom() {
        Cluster cluster = six();
        CopysetTable sets = new CopysetTable(6, 3, new int[] {0, 2, 4, 1, 3, 5, 0, 2, 5});
        List<Replica> block = List.of(cluster.on(0), cluster.on(2), cluster.on(3));
        cluster.room()[4] = 500;
        assertThat(MovePlanner.plan(sets, block, BLOCK, 1, cluster)).containsExactly(new Move(2, 5));
        cluster.room()[5] = 400;
        assertThat(MovePlanner.plan(sets, block, BLOCK, 1, cluster)).containsExactly(new Move(2, 4));
    }

    @Test
    void plan_takesTheEmptiestTargetBeforeTheRoomiest_amongSetsOfTheSameOverlap() {
        CopysetTable sets = new CopysetTable(6, 3, new int[] {0, 2, 4, 0, 2, 5});
        double[] used = {0.5, 0.5, 0.5, 0.9, 0.6, 0.2};
        Cluster cluster = six();
        cluster.room()[4] = 5000;
        MovePlanner.Nodes nodes = new MovePlanner.Nodes() {
            @Override
            public ReplicaSite site(int node) {
                return cluster.site(node);
            }

            @Override
            public long room(int node) {
                return cluster.room(node);
            }

            @Override
            public double used(int node) {
                return used[node];
            }

            @Override
            public int minRacks() {
                return 2;
            }
        };
        List<Replica> block = List.of(cluster.on(0), cluster.on(2), cluster.on(3));
        assertThat(MovePlanner.plan(sets, block, BLOCK, 1, nodes)).containsExactly(new Move(2, 5));
    }

    @Test
    void plan_passesAMemberWithoutRoom_andGivesUpWhenNoneHas() {
        Cluster cluster = six();
        CopysetTable sets = new CopysetTable(6, 3, new int[] {0, 2, 4, 1, 3, 5});
        List<Replica> block = List.of(cluster.on(0), cluster.on(2), cluster.on(3));
        cluster.room()[4] = BLOCK - 1;
        assertThat(MovePlanner.plan(sets, block, BLOCK, 1, cluster))
                .as("the other set has one of its nodes")
                .hasSize(2);
        cluster.room()[5] = 0;
        assertThat(MovePlanner.plan(sets, block, BLOCK, 1, cluster)).isEmpty();
    }

    @Test
    void plan_neverSharesAHostOnTheWay() {
        // Nodes 0 and 3 are on one host: 2 has to leave for 3's sake only after 0 has left.
        Cluster cluster = new Cluster(new int[] {0, 1, 2, 0, 1, 2}, new int[] {0, 1, 2, 0, 4, 5}, new long[] {
            1000, 1000, 1000, 1000, 1000, 1000
        });
        CopysetTable sets = new CopysetTable(6, 3, new int[] {3, 1, 5});
        List<Move> moves =
                MovePlanner.plan(sets, List.of(cluster.on(0), cluster.on(1), cluster.on(2)), BLOCK, 1, cluster);
        assertThat(moves).containsExactlyInAnyOrder(new Move(0, 3), new Move(2, 5));
    }

    @Test
    void plan_offersASetOfItsOwn_whenNoNodeOfTheBlockIsInThePlan() {
        Cluster cluster = six();
        CopysetTable sets = new CopysetTable(6, 3, new int[] {0, 2, 4, 1, 3, 5});
        List<Replica> block = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            block.add(new Replica(-1, new ReplicaSite("/r" + i, Arrays.asList("other" + i))));
        }
        Set<List<Integer>> chosen = new HashSet<>();
        for (long id = 0; id < 40; id++) {
            List<Move> moves = MovePlanner.plan(sets, block, BLOCK, id, cluster);
            assertThat(moves).hasSize(3);
            chosen.add(moves.stream().map(Move::target).sorted().toList());
        }
        assertThat(chosen).hasSize(2);
    }

    @Test
    void plan_isLegalAtEachStep_andAsShortAsASearchFindsIt_onRandomClusters() {
        long seed = 20261122;
        Random random = new Random(seed);
        int planned = 0;
        for (int round = 0; round < 3_000; round++) {
            int n = 6 + random.nextInt(6);
            Cluster cluster = new Cluster(new int[n], new int[n], new long[n]);
            for (int i = 0; i < n; i++) {
                cluster.racks()[i] = random.nextInt(4);
                cluster.hosts()[i] = random.nextInt(n);
                cluster.room()[i] = random.nextInt(8) == 0 ? 0 : 1000;
            }
            CopysetTable sets = table(n, 1 + random.nextInt(6), random);
            List<Integer> start = distinct(n, random);
            List<Move> moves =
                    MovePlanner.plan(sets, start.stream().map(cluster::on).toList(), BLOCK, round, cluster);
            List<Integer> block = new ArrayList<>(start);
            for (Move move : moves) {
                assertThat(block).as("seed %d round %d", seed, round).doesNotContain(move.target());
                assertThat(cluster.room(move.target())).isPositive();
                List<Integer> before = List.copyOf(block);
                block.set(move.replica(), move.target());
                assertThat(legal(cluster, before, block, inSet(sets, block)))
                        .as("seed %d round %d: %s to %s", seed, round, before, block)
                        .isTrue();
            }
            assertThat(moves.size())
                    .as(
                            "seed %d round %d: from %s by %s, racks %s, hosts %s, sets %s",
                            seed,
                            round,
                            start,
                            moves,
                            Arrays.toString(cluster.racks()),
                            Arrays.toString(cluster.hosts()),
                            show(sets))
                    .isEqualTo(shortest(cluster, sets, start));
            planned += moves.isEmpty() ? 0 : 1;
        }
        assertThat(planned).isGreaterThan(500);
    }

    /** Fewest legal moves into a set near the block (any, if none is), each onto a member; 0 = none or not needed. */
    private static int shortest(Cluster cluster, CopysetTable sets, List<Integer> start) {
        int best = Integer.MAX_VALUE;
        boolean inPlan = start.stream().anyMatch(node -> sets.setsOf(node) > 0);
        for (int set = 0; set < sets.setCount(); set++) {
            int of = set;
            List<Integer> members = List.of(sets.member(of, 0), sets.member(of, 1), sets.member(of, 2));
            if (inPlan && start.stream().noneMatch(members::contains)) {
                continue;
            }
            Deque<List<Integer>> open = new ArrayDeque<>(List.of(start));
            Deque<Integer> depth = new ArrayDeque<>(List.of(0));
            Set<List<Integer>> seen = new HashSet<>(Set.of(start));
            while (!open.isEmpty()) {
                List<Integer> block = open.poll();
                int moves = depth.poll();
                if (members.containsAll(block)) {
                    best = Math.min(best, moves);
                    break;
                }
                for (int i = 0; i < 3; i++) {
                    for (int target : members) {
                        List<Integer> next = new ArrayList<>(block);
                        next.set(i, target);
                        if (!members.contains(block.get(i))
                                && !block.contains(target)
                                && cluster.room(target) > 0
                                && legal(cluster, block, next, members.containsAll(next))
                                && seen.add(next)) {
                            open.add(next);
                            depth.add(moves + 1);
                        }
                    }
                }
            }
        }
        return best == Integer.MAX_VALUE ? 0 : best;
    }

    private static String show(CopysetTable sets) {
        StringBuilder text = new StringBuilder();
        for (int set = 0; set < sets.setCount(); set++) {
            text.append(List.of(sets.member(set, 0), sets.member(set, 1), sets.member(set, 2)));
        }
        return text.toString();
    }

    /** Each move keeps hosts and racks apart; the one that ends in a copyset may leave two racks of more. */
    private static boolean legal(Cluster cluster, List<Integer> before, List<Integer> after, boolean inSet) {
        long racks = distinct(cluster.racks(), before);
        return distinct(cluster.hosts(), after) >= distinct(cluster.hosts(), before)
                && distinct(cluster.racks(), after) >= (inSet ? Math.min(2, racks) : racks);
    }

    private static boolean inSet(CopysetTable sets, List<Integer> block) {
        return sets.together(block.stream().mapToInt(Integer::intValue).toArray());
    }

    private static long distinct(int[] values, List<Integer> nodes) {
        return nodes.stream().map(node -> values[node]).distinct().count();
    }

    private static CopysetTable table(int n, int count, Random random) {
        int[] members = new int[3 * count];
        for (int set = 0; set < count; set++) {
            List<Integer> nodes = distinct(n, random);
            for (int i = 0; i < 3; i++) {
                members[3 * set + i] = nodes.get(i);
            }
        }
        return new CopysetTable(n, 3, members);
    }

    private static List<Integer> distinct(int n, Random random) {
        List<Integer> nodes = new ArrayList<>();
        while (nodes.size() < 3) {
            int node = random.nextInt(n);
            if (!nodes.contains(node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }
}
