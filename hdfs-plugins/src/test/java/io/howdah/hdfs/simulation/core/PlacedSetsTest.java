// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacedSetsTest {
    private static final long SEED = 20_260_101;

    @Test
    void add_countsTheSameAsASetOfSets_onRandomBlocks() {
        Random random = new Random(SEED);
        PlacedSets placed = new PlacedSets(30, 3);
        Map<Set<Integer>, Integer> expected = new HashMap<>();
        for (int block = 0; block < 20_000; block++) {
            Set<Integer> nodes = new TreeSet<>();
            while (nodes.size() < 3) {
                nodes.add(random.nextInt(30));
            }
            expected.merge(nodes, 1, Integer::sum);
            placed.add(nodes.stream().mapToInt(Integer::intValue).toArray());
        }
        assertThat(placed.sets()).as("seed %d", SEED).isEqualTo(expected.size());
        for (int set = 0; set < placed.sets(); set++) {
            assertThat(placed.blocks(set))
                    .isEqualTo(
                            expected.get(Set.of(placed.member(set, 0), placed.member(set, 1), placed.member(set, 2))));
        }
        Set<Integer> partners = new HashSet<>();
        expected.keySet().stream().filter(s -> s.contains(7)).forEach(partners::addAll);
        assertThat(placed.scatterWidth(7)).isEqualTo(partners.size() - 1);
        int[] down = {1, 5, 7, 20};
        long lost = expected.entrySet().stream()
                .filter(e -> Set.of(1, 5, 7, 20).containsAll(e.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertThat(placed.blocksLost(down, 2)).isEqualTo(lost);
    }

    @Test
    void add_isTheSameSet_inAnyOrder() {
        PlacedSets placed = new PlacedSets(5, 3);
        assertThat(placed.add(4, 0, 2)).isEqualTo(placed.add(2, 4, 0)).isZero();
        assertThat(placed.blocks(0)).isEqualTo(2);
        assertThat(placed.medianScatterWidth()).isEqualTo(2);
    }

    @Test
    void sample_agreesWithTheFormula_onDisjointSets() {
        PlacedSets placed = new PlacedSets(30, 3);
        for (int i = 0; i < 30; i += 3) {
            placed.add(i, i + 1, i + 2);
        }
        double formula = LossFormula.anyLost(LossFormula.setLost(30, 6, 3, 2), 10);
        Estimate counted = LossSampler.sample(placed, 6, 2, 100_000, new Random(SEED));
        assertThat(counted.low())
                .as("seed %d, formula %s, %s", SEED, formula, counted)
                .isLessThan(formula * 1.02);
        assertThat(counted.high()).isGreaterThan(formula * 0.98);
    }

    @Test
    void sample_countsErasureCodedGroups_byTheUnitsTheyMayLose() {
        PlacedSets placed = new PlacedSets(12, 9);
        placed.add(0, 1, 2, 3, 4, 5, 6, 7, 8);
        double exact = LossFormula.setLost(12, 5, 9, 3);
        Estimate counted = LossSampler.sample(placed, 5, 3, 200_000, new Random(SEED));
        assertThat(counted.value()).as("seed %d", SEED).isBetween(exact * 0.98, exact * 1.02);
    }

    @Test
    void domainLoss_namesTheWorst() {
        PlacedSets placed = new PlacedSets(6, 2);
        placed.add(0, 1);
        placed.add(0, 1);
        placed.add(2, 4);
        placed.add(4, 5);
        DomainLoss loss =
                DomainLoss.of(placed, Map.of("a", new int[] {0, 1}, "b", new int[] {2, 3}, "c", new int[] {4, 5}), 1);
        assertThat(loss).isEqualTo(new DomainLoss(3, 2, "a", 2));
        assertThat(loss.probability()).isEqualTo(2 / 3.0);
    }

    @Test
    void rebuildTime_halves_whenTwiceAsManyHoldersRead() {
        int[][] few = new int[100][];
        int[][] many = new int[100][];
        int[] targets = new int[100];
        for (int b = 0; b < 100; b++) {
            few[b] = new int[] {b % 2, 2 + b % 2};
            many[b] = new int[] {b % 4, 4 + b % 4};
            targets[b] = 10 + b % 50;
        }
        RebuildTime slow = RebuildTime.of(few, targets, 1, 100);
        RebuildTime fast = RebuildTime.of(many, targets, 1, 100);
        assertThat(slow.sources()).isEqualTo(4);
        assertThat(slow.mostRead()).isEqualTo(0.25);
        assertThat(fast.mostRead()).isBetween(0.12, 0.14);
        assertThat(slow.mostWritten()).isEqualTo(0.02);
        assertThat(slow.seconds(1e12, 1e8)).isEqualTo(2_500);
        assertThat(RebuildTime.of(few, targets, 2, 100).mostRead()).isEqualTo(0.5);
    }

    @Test
    void svgPlot_escapesText_andLeavesOutWhatALogarithmCannotShow() {
        String svg = SvgPlot.render(List.of(new SvgPlot.Panel(
                "P(loss) < 1",
                "S",
                "P & more",
                List.of(new SvgPlot.Line("ours", List.of(new SvgPlot.Point(2, 0), new SvgPlot.Point(10, 0.001)))))));
        assertThat(svg).contains("P(loss) &lt; 1", "P &amp; more").doesNotContain("NaN", "Infinity");
        assertThat(svg.split("<circle", -1)).hasSize(2);
    }
}
