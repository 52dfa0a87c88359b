// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementEngineTest {
    private static final int DISK = 0;

    @Test
    void legal_findsTheOnlySet_whenAHostSpansRacksAndGreedyPicksPaintThemselvesIntoACorner() {
        CandidateTable table = CandidateTable.builder(1)
                .add("/a", "h1")
                .add("/a", "h2")
                .add("/a", "h3")
                .add("/b", "h1")
                .build();
        for (int seed = 0; seed < 200; seed++) {
            Picks picks = PlacementEngine.legal(request(table, 3, 2), new Random(seed));
            assertThat(picks.size()).as("seed %d", seed).isEqualTo(3);
            assertThat(picks.conflicts()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void legal_giveUpTheWritersNode_whenNoLegalSetHoldsIt() {
        CandidateTable table = CandidateTable.builder(1)
                .add("/a", "h1")
                .add("/a", "h2")
                .add("/b", "h1")
                .build();
        // Two replicas, one per rack: {h2 on a, h1 on b} is the only legal set.
        PlacementEngine.Request request = new PlacementEngine.Request(
                new Picks(table, 1, new int[] {2}), List.of(new int[] {0, 1}), 0, node -> 1, 2, 0, true, null);
        Picks picks = PlacementEngine.legal(request, new Random(1));
        assertThat(List.of(picks.node(0), picks.node(1))).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void legal_keepsTheWritersNodeFirst_whenItCan() {
        CandidateTable table = CandidateTable.builder(1)
                .add("/a", "h1")
                .add("/a", "h2")
                .add("/b", "h3")
                .add("/b", "h4")
                .build();
        PlacementEngine.Request request = new PlacementEngine.Request(
                new Picks(table, 2, new int[] {3}), List.of(new int[] {1, 1}), 0, node -> 1, 3, 0, true, null);
        for (int seed = 0; seed < 50; seed++) {
            Picks picks = PlacementEngine.legal(request, new Random(seed));
            assertThat(picks.node(0)).isEqualTo(1);
            assertThat(table.rack(picks.node(1))).isEqualTo(table.rackId("/b"));
            assertThat(table.rack(picks.node(2))).isEqualTo(table.rackId("/b"));
        }
    }

    @Test
    void relaxed_sharesAsLittleAsPossible_whenThereAreFewerHostsThanReplicas() {
        CandidateTable table = CandidateTable.builder(1)
                .add("/a", "h1")
                .add("/a", "h1")
                .add("/b", "h2")
                .add("/b", "h2")
                .build();
        Picks picks = PlacementEngine.relaxed(request(table, 3, 2), new Random(1));
        assertThat(picks.size()).isEqualTo(3);
        assertThat(picks.conflicts()).isEqualTo(1);
    }

    @Test
    void search_neverTakesMoreOfAStorageTypeThanWanted() {
        CandidateTable table = CandidateTable.builder(1)
                .add("/a", "h1")
                .add("/a", "h2")
                .add("/b", "h3")
                .build();
        // Types 0 and 1; node 0 has both, the others only 0: type 1 must go to node 0.
        Picks base = new Picks(table, 2, new int[] {2, 1});
        PlacementEngine.Request request = new PlacementEngine.Request(
                base, List.of(), 0, node -> node == 0 ? 3 : 1, 3, CandidateTable.NONE, true, null);
        for (int seed = 0; seed < 50; seed++) {
            Picks picks = PlacementEngine.legal(request, new Random(seed));
            assertThat(picks.size()).as("seed %d", seed).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(picks.type(i)).isEqualTo(picks.node(i) == 0 ? 1 : 0);
            }
        }
    }

    @Test
    void engine_agreesWithBruteForce_onGeneratedClusters() {
        for (int seed = 0; seed < 6_000; seed++) {
            Random random = new Random(seed);
            int domains = 1 + random.nextInt(3);
            int nodes = 1 + random.nextInt(12);
            int racks = 1 + random.nextInt(4);
            int hosts = 1 + random.nextInt(6);
            CandidateTable.Builder builder = CandidateTable.builder(domains);
            for (int n = 0; n < nodes; n++) {
                String[] values = new String[domains];
                for (int d = 0; d < domains; d++) {
                    values[d] = d > 0 && random.nextInt(3) == 0 ? null : "v" + random.nextInt(hosts);
                }
                builder.add("/r" + random.nextInt(racks), values);
            }
            CandidateTable table = builder.build();
            boolean[] down = new boolean[nodes];
            List<Integer> existing = new ArrayList<>();
            for (int n = 0; n < nodes; n++) {
                down[n] = random.nextInt(4) == 0;
                if (existing.size() < 2 && random.nextInt(6) == 0) {
                    existing.add(n);
                }
            }
            int wanted = 1 + random.nextInt(5);
            int maxPerRack = 1 + random.nextInt(3);
            Picks base = new Picks(table, maxPerRack, new int[] {wanted});
            for (int n : existing) {
                int[] values = new int[domains];
                for (int d = 0; d < domains; d++) {
                    values[d] = table.domain(d, n);
                }
                base.existing(table.rack(n), values);
            }
            BruteForce oracle = new BruteForce(table, existing, maxPerRack, wanted, n -> !down[n]);
            PlacementEngine.Request request = new PlacementEngine.Request(
                    base,
                    random.nextBoolean() ? List.of() : List.of(new int[] {0, down[0] ? 0 : 1}),
                    0,
                    node -> down[node] || existing.contains(node) ? 0 : 1,
                    wanted,
                    random.nextInt(table.racks() + 1) - 1,
                    existing.isEmpty(),
                    null);
            if (existing.contains(0) && !request.preferred().isEmpty()) {
                continue; // the adapter excludes replicas the block has
            }

            Picks legal = PlacementEngine.legal(request, random);
            assertThat(legal.size()).as("legal, seed %d", seed).isEqualTo(oracle.mostLegal());
            assertThat(legal.conflicts()).as("legal, seed %d", seed).isZero();

            Picks relaxed = PlacementEngine.relaxed(request, random);
            assertThat(relaxed.size()).as("relaxed size, seed %d", seed).isEqualTo(oracle.most());
            assertThat(relaxed.conflicts())
                    .as("relaxed conflicts, seed %d", seed)
                    .isEqualTo(oracle.fewestConflicts());
        }
    }

    private static PlacementEngine.Request request(CandidateTable table, int wanted, int maxPerRack) {
        int[] quota = new int[1];
        quota[DISK] = wanted;
        return new PlacementEngine.Request(
                new Picks(table, maxPerRack, quota), List.of(), 0, node -> 1, wanted, CandidateTable.NONE, true, null);
    }
}
