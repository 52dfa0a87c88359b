// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossFormulaTest {
    /**
     * Copysets, USENIX ATC 2013: 1% of the nodes down, three replicas. Facebook's random placement within 10 neighbours has
     * N*C(11,2) sets, HDFS' own one set a block (10,000 a node), copysets N*S/6.
     */
    @ParameterizedTest
    @CsvSource({
        "1000, 3.89, 0.120, 91.0, 2.38, 0.024",
        "5000, 22.81, 0.781, 100, 14.5, 0.157",
        "10000, 41.4, 1.60, 100, 27.6, 0.323"
    })
    void anyLost_givesThePapersTable(
            int nodes, double facebook, double copysets10, double hdfs, double copysets200, double copysets2) {
        double one = LossFormula.setLost(nodes, LossFormula.failedNodes(nodes, 0.01), 3, 2);
        assertPercent(LossFormula.anyLost(one, nodes * LossFormula.choose(11, 2)), facebook);
        assertPercent(LossFormula.anyLost(one, LossFormula.setsForScatterWidth(nodes, 10, 3)), copysets10);
        assertPercent(LossFormula.anyLost(one, nodes * 10_000.0 / 3), hdfs);
        assertPercent(LossFormula.anyLost(one, LossFormula.setsForScatterWidth(nodes, 200, 3)), copysets200);
        assertPercent(LossFormula.anyLost(one, LossFormula.setsForScatterWidth(nodes, 2, 3)), copysets2);
    }

    private static void assertPercent(double probability, double percent) {
        assertThat(100 * probability).isCloseTo(percent, Percentage.withPercentage(1.5));
    }

    @Test
    void setLost_isHypergeometric_forErasureCoding() {
        // RS(6,3): more than 3 of 9 down. 20 nodes, 8 down, summed by hand.
        double all = LossFormula.choose(20, 9);
        double expected = 0;
        for (int down = 4; down <= 8; down++) {
            expected += LossFormula.choose(8, down) * LossFormula.choose(12, 9 - down) / all;
        }
        assertThat(LossFormula.setLost(20, 8, 9, 3)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void setLost_isCertainOrImpossible_atTheEnds() {
        assertThat(LossFormula.setLost(9, 9, 3, 2)).isEqualTo(1);
        assertThat(LossFormula.setLost(9, 2, 3, 2)).isZero();
        assertThat(LossFormula.setLost(9, 0, 3, 2)).isZero();
        assertThat(LossFormula.anyLost(1, 1)).isEqualTo(1);
        assertThat(LossFormula.anyLost(0, 1e9)).isZero();
    }

    @Test
    void setLost_saysWhatIsAllowed_whenANumberIsOutOfRange() {
        assertThatThrownBy(() -> LossFormula.setLost(10, 11, 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("failed=11")
                .hasMessageContaining("0 <= failed <= nodes");
    }

    @Test
    void expectedDistinct_nearsBlocks_whenSetsAbound_andSets_whenBlocksDo() {
        assertThat(LossFormula.expectedDistinct(1e15, 1_000)).isCloseTo(1_000, within(0.1));
        assertThat(LossFormula.expectedDistinct(100, 100_000)).isCloseTo(100, within(1e-6));
    }

    @Test
    void estimate_coversTheTruth_asOftenAsItClaims() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        int covered = 0;
        for (int run = 0; run < 1_000; run++) {
            int hits = 0;
            for (int trial = 0; trial < 500; trial++) {
                hits += random.nextDouble() < 0.02 ? 1 : 0;
            }
            covered += new Estimate(hits, 500).contains(0.02) ? 1 : 0;
        }
        assertThat(covered).as("seed %d", seed).isBetween(920, 985);
        assertThat(new Estimate(0, 1_000).high()).isBetween(0.003, 0.005);
        assertThat(new Estimate(1_000, 1_000).low()).isGreaterThan(0.99);
    }
}
