// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TetrisPackerTest {
    private static final long GIB = 1024;

    private static AppDemand app(double work, double share, long memory, long cores) {
        return new AppDemand(0, work, share, new long[] {memory, cores});
    }

    private static NodeOffer node(long memory, long cores, long freeMemory, long freeCores) {
        return new NodeOffer(new double[] {memory, cores}, new long[] {freeMemory, freeCores});
    }

    @Test
    void order_isThatOfTheJavadoc_forItsWorkedExample() {
        List<AppDemand> apps = List.of(
                app(6.0, 0, 8 * GIB, 1), app(10.0, 0, 2 * GIB, 8), app(9.0, 0, 4 * GIB, 1), app(5.0, 0, GIB, 1));

        PackingOrder order = new TetrisPacker(0).order(apps, node(16 * GIB, 16, 4 * GIB, 12));

        assertThat(order.sequence()).containsExactly(3, 1, 2, 0);
        assertThat(order.asking()).isEqualTo(4);
        assertThat(order.fitting()).isEqualTo(3);
        assertThat(order.head()).isZero();
        assertThat(order.overtakesHead()).isTrue();
        assertThat(order.firstAlignment()).isEqualTo(0.0625);
    }

    @Test
    void order_isThatOfStock_whenFairnessIsOne() {
        List<AppDemand> apps = List.of(app(100, 0.9, 9 * GIB, 1), app(1, 0, GIB, 1), AppDemand.none(0));

        PackingOrder order = new TetrisPacker(1).order(apps, node(8 * GIB, 8, 8 * GIB, 8));

        assertThat(order.sequence()).containsExactly(0, 1, 2);
        assertThat(order.scored()).isZero();
        assertThat(order.overtakesHead()).isFalse();
    }

    @Test
    void order_scoresTheLargestDeficitsOnly_whenFairnessIsHalf() {
        // 3 has the least work but holds most of the cluster: it is not scored, and comes after those that are.
        List<AppDemand> apps =
                List.of(app(64, 0.10, GIB, 1), app(32, 0.20, GIB, 1), app(16, 0.30, GIB, 1), app(1, 0.40, GIB, 1));

        PackingOrder order = new TetrisPacker(0.5).order(apps, node(8 * GIB, 8, 8 * GIB, 8));

        assertThat(order.scored()).isEqualTo(2);
        assertThat(order.sequence()).containsExactly(1, 0, 2, 3);
    }

    @Test
    void order_neverCrossesATier_whenALowerPriorityWouldPackBetter() {
        AppDemand important = new AppDemand(-5, 1000, 0.9, new long[] {GIB, 1});
        AppDemand small = new AppDemand(0, 1, 0, new long[] {4 * GIB, 4});

        PackingOrder order = new TetrisPacker(0).order(List.of(important, small), node(8 * GIB, 8, 8 * GIB, 8));

        assertThat(order.sequence()).containsExactly(0, 1);
    }

    @Test
    void order_putsUnfitRequestsBehindFitOnes_whenTheyHaveLessWork() {
        List<AppDemand> apps = List.of(app(1, 0, 9 * GIB, 1), app(1000, 0.5, GIB, 1));

        PackingOrder order = new TetrisPacker(0).order(apps, node(16 * GIB, 16, 8 * GIB, 8));

        assertThat(order.sequence()).containsExactly(1, 0);
    }

    @Test
    void order_sendsEachRequestToTheNodeOfItsShape_whenNodesDiffer() {
        // Average node: 10 GiB, 10 cores. One node is rich in memory, the other in cores.
        List<AppDemand> apps = List.of(app(1, 0, 4 * GIB, 1), app(1, 0, GIB, 4));
        NodeOffer memoryNode = new NodeOffer(new double[] {10 * GIB, 10}, new long[] {16 * GIB, 4});
        NodeOffer coreNode = new NodeOffer(new double[] {10 * GIB, 10}, new long[] {4 * GIB, 16});

        assertThat(new TetrisPacker(0).order(apps, memoryNode).first()).isZero();
        assertThat(new TetrisPacker(0).order(apps, coreNode).first()).isEqualTo(1);
    }

    @Test
    void bucket_isTheFloorOfLog2_forAnyWork() {
        assertThat(TetrisPacker.bucket(8)).isEqualTo(3);
        assertThat(TetrisPacker.bucket(15.99)).isEqualTo(3);
        assertThat(TetrisPacker.bucket(0.4)).isEqualTo(-2);
        assertThat(TetrisPacker.bucket(0)).isEqualTo(TetrisPacker.NO_WORK);
        assertThat(TetrisPacker.bucket(Double.NaN)).isEqualTo(TetrisPacker.NO_WORK);
    }

    @Test
    void scored_isTheCeiling_forAnyFairness() {
        assertThat(new TetrisPacker(0.5).scoredOf(5)).isEqualTo(3);
        assertThat(new TetrisPacker(0.9).scoredOf(10)).isEqualTo(1);
        assertThat(new TetrisPacker(0.99).scoredOf(3)).isEqualTo(1);
        assertThat(new TetrisPacker(0).scoredOf(7)).isEqualTo(7);
        assertThat(new TetrisPacker(1).scoredOf(7)).isZero();
        assertThat(new TetrisPacker(0.5).scoredOf(0)).isZero();
    }

    @Test
    void packer_isRefused_whenFairnessIsOutOfRange() {
        for (double bad : new double[] {-0.01, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> new TetrisPacker(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(bad))
                    .hasMessageContaining("0 to 1");
        }
    }

    /** What must hold for any input: checked over seeded random ones. */
    @Test
    void order_keepsItsInvariants_forRandomInput() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<AppDemand> apps = randomApps(random);
            NodeOffer offer = node(64 * GIB, 32, random.nextInt(70) * GIB - 3 * GIB, random.nextInt(34) - 1);
            double fairness = random.nextInt(5) / 4.0;

            PackingOrder order = new TetrisPacker(fairness).order(apps, offer);

            String where = "seed " + seed;
            assertThat(Arrays.stream(order.sequence()).sorted().toArray())
                    .as("permutation, " + where)
                    .isEqualTo(IntStream.range(0, apps.size()).toArray());
            if (fairness == 1) {
                assertThat(order.sequence()).as("f=1 is stock, " + where).isSorted();
                continue;
            }
            checkPairs(apps, order, offer, where);
            PackingOrder again = new TetrisPacker(fairness).order(apps, offer);
            assertThat(again.sequence()).as("same input, same order, " + where).isEqualTo(order.sequence());
        }
    }

    private static void checkPairs(List<AppDemand> apps, PackingOrder order, NodeOffer offer, String where) {
        int[] sequence = order.sequence();
        for (int i = 1; i < sequence.length; i++) {
            AppDemand before = apps.get(sequence[i - 1]);
            AppDemand after = apps.get(sequence[i]);
            if (!before.asks()) {
                assertThat(after.asks())
                        .as("those that ask come first, " + where)
                        .isFalse();
                continue;
            }
            if (!after.asks()) {
                continue;
            }
            assertThat(before.tier()).as("tier, " + where).isLessThanOrEqualTo(after.tier());
            if (before.tier() == after.tier()) {
                assertThat(!offer.fits(before.nextRequest()) && offer.fits(after.nextRequest()))
                        .as("fitting first, " + where)
                        .isFalse();
                if (!offer.fits(before.nextRequest())) {
                    assertThat(sequence[i - 1])
                            .as("unfit in stock order, " + where)
                            .isLessThan(sequence[i]);
                }
            }
        }
    }

    private static List<AppDemand> randomApps(Random random) {
        List<AppDemand> apps = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            int tier = random.nextInt(3) - 1;
            apps.add(
                    random.nextInt(5) == 0
                            ? AppDemand.none(tier)
                            : new AppDemand(
                                    tier, random.nextInt(50) * random.nextDouble(), random.nextDouble(), new long[] {
                                        (1 + random.nextInt(40)) * GIB, 1 + random.nextInt(20)
                                    }));
        }
        return apps;
    }
}
