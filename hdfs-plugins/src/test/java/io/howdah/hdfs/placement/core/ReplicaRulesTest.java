// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicaRulesTest {
    private static final ReplicaSite A1 = ReplicaSite.of("/a", "h1");
    private static final ReplicaSite A2 = ReplicaSite.of("/a", "h2");
    private static final ReplicaSite B1 = ReplicaSite.of("/b", "h1");
    private static final ReplicaSite B3 = ReplicaSite.of("/b", "h3");

    @Test
    void conflicts_countsReplicasBeyondTheFirstPerDomain_andNeverNull() {
        assertThat(ReplicaRules.conflicts(List.of(A1, B1, A2))).isEqualTo(1);
        assertThat(ReplicaRules.conflicts(List.of(A1, A1, B1))).isEqualTo(2);
        assertThat(ReplicaRules.conflicts(List.of(ReplicaSite.of("/a", "h1", null), ReplicaSite.of("/a", "h2", null))))
                .isZero();
        assertThat(ReplicaRules.conflicts(List.of())).isZero();
    }

    @Test
    void mayMove_refusesOnlyWhatMakesItWorse() {
        assertThat(ReplicaRules.mayMove(List.of(A1), B3, B1)).isFalse();
        assertThat(ReplicaRules.mayMove(List.of(A1), B1, B3)).isTrue();
        assertThat(ReplicaRules.mayMove(List.of(A1), B1, A1))
                .as("as bad as before")
                .isTrue();
        assertThat(ReplicaRules.mayMove(
                        List.of(ReplicaSite.of("/a", "h1", "s1")),
                        ReplicaSite.of("/b", "h1", "s2"),
                        ReplicaSite.of("/b", "h2", "s1")))
                .as("one domain better, another worse")
                .isFalse();
    }

    @Test
    void improvable_isCappedAtWhatIsUsableNow() {
        assertThat(ReplicaRules.improvable(List.of(A1, B1), 2, Set.of(A1, A2, B3), 2))
                .isEqualTo(1);
        assertThat(ReplicaRules.improvable(List.of(A1, B1), 2, Set.of(A1, B1), 2))
                .as("only one host")
                .isZero();
        assertThat(ReplicaRules.improvable(List.of(A1, A1, B1), 3, Set.of(A2, B3), 2))
                .isEqualTo(2);
        assertThat(ReplicaRules.improvable(List.of(A1, B1, A2), 2, Set.of(B3), 2))
                .as("the deletion of the excess replica removes it")
                .isZero();
    }

    @Test
    void improvable_doesNotAskForARackThatWouldShareAHost() {
        // Any two of these share a rack, a host or a backend.
        ReplicaSite x = ReplicaSite.of("/r1", "h1", "b1");
        ReplicaSite y = ReplicaSite.of("/r2", "h1", "b2");
        ReplicaSite z = ReplicaSite.of("/r1", "h2", "b2");
        assertThat(ReplicaRules.improvable(List.of(x, z), 2, Set.of(x, y, z), 2))
                .isZero();
        assertThat(ReplicaRules.improvable(List.of(x, y), 2, Set.of(x, y, z), 2))
                .isEqualTo(1);
    }

    @Test
    void excess_removesASharedHostFirst_thenKeepsTwoRacks() {
        assertThat(ExcessReplicas.next(List.of(A1, B1, A2, B3), List.of(0, 1, 2, 3), List.of(0, 1, 2, 3), 1, 2))
                .containsExactly(0, 1);
        assertThat(ExcessReplicas.next(List.of(A1, A2, B3), List.of(0, 1, 2), List.of(0, 1, 2), 1, 2))
                .containsExactly(0, 1);
    }

    @Test
    void excess_waits_whenOnlyTheLastReplicaOfARackIsOfAnExcessType() {
        assertThat(ExcessReplicas.next(List.of(A2, B1, B3), List.of(0), List.of(0, 1, 2), 1, 2))
                .isEmpty();
        assertThat(ExcessReplicas.next(List.of(A2, B1), List.of(0), List.of(0, 1), 1, 2))
                .containsExactly(0);
    }

    @Test
    void excess_looksAheadOverAllRemovals() {
        // h1-s1, h1-s2, h2-s2, h2-s3: removing the two in the middle one by one is what leaves no shared domain.
        List<ReplicaSite> chain = List.of(
                ReplicaSite.of("/a", "h1", "s1"),
                ReplicaSite.of("/b", "h1", "s2"),
                ReplicaSite.of("/a", "h2", "s2"),
                ReplicaSite.of("/b", "h2", "s3"));
        for (int first : ExcessReplicas.next(chain, List.of(0, 1, 2, 3), List.of(0, 1, 2, 3), 2, 1)) {
            List<ReplicaSite> left = new ArrayList<>(chain);
            left.remove(first);
            List<Integer> second = ExcessReplicas.next(left, List.of(0, 1, 2), List.of(0, 1, 2), 1, 1);
            left.remove((int) second.get(0));
            assertThat(ReplicaRules.conflicts(left)).isZero();
        }
    }

    @Test
    void repairAndDeletion_neverUndoEachOther_onGeneratedBlocks() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<ReplicaSite> cluster = new ArrayList<>();
            for (int n = 0; n < 6 + random.nextInt(5); n++) {
                cluster.add(ReplicaSite.of(
                        "/r" + random.nextInt(3),
                        "h" + random.nextInt(5),
                        random.nextBoolean() ? "s" + random.nextInt(4) : null));
            }
            int replication = 2 + random.nextInt(2);
            List<ReplicaSite> block = new ArrayList<>();
            for (int r = 0; r < replication; r++) {
                block.add(cluster.get(random.nextInt(cluster.size())));
            }
            int rounds = 0;
            while (ReplicaRules.improvable(block, replication, Set.copyOf(cluster), 2) > 0) {
                ReplicaRules.Score before = ReplicaRules.Score.of(block, 0, 2);
                ReplicaRules.Score best = before;
                List<ReplicaSite> next = block;
                for (ReplicaSite target : cluster) {
                    List<ReplicaSite> grown = new ArrayList<>(block);
                    grown.add(target);
                    List<Integer> all = new ArrayList<>();
                    for (int i = 0; i < grown.size(); i++) {
                        all.add(i);
                    }
                    grown.remove(
                            (int) ExcessReplicas.next(grown, all, all, 1, 2).get(0));
                    ReplicaRules.Score score = ReplicaRules.Score.of(grown, 0, 2);
                    if (score.compareTo(best) < 0) {
                        best = score;
                        next = grown;
                    }
                }
                assertThat(best.compareTo(before))
                        .as("add and delete make progress, seed %d", seed)
                        .isNegative();
                block = next;
                assertThat(++rounds).as("seed %d", seed).isLessThan(20);
            }
        }
    }
}
