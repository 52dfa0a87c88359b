// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlacementSimulationTest {
    @Test
    void run_showsStockSharingHosts_andOursNot_onTheSameCluster() throws Exception {
        PlacementSimulation.Report report =
                PlacementSimulation.run(PlacementSimulation.Spec.of(PlacementSimulation.cluster(60, 5, 20), 2_000));
        assertThat(report.stock().hostViolations()).isGreaterThan(100);
        assertThat(report.stock().worstHost().losingTwoOrMore()).isPositive();
        assertThat(report.ours().hostViolations()).isZero();
        assertThat(report.ours().worstHost().losingTwoOrMore()).isZero();
        assertThat(report.ours().underReplicated()).isZero();
        assertThat(report.ours().blocksByRacks()).containsOnlyKeys(2);
        assertThat(report.ours().distinctReplicaSets()).isGreaterThan(1_000);
    }

    @Test
    void run_isRepeatable_forTheSameSeed() throws Exception {
        PlacementSimulation.Spec spec = PlacementSimulation.Spec.of(PlacementSimulation.cluster(30, 3, 10), 500);
        assertThat(PlacementSimulation.run(spec).ours().distinctReplicaSets())
                .isEqualTo(PlacementSimulation.run(spec).ours().distinctReplicaSets());
    }

    @Test
    void cluster_refusesMoreRacksThanHosts() {
        assertThatThrownBy(() -> PlacementSimulation.cluster(10, 4, 3))
                .hasMessage("nodes=10 racks=4 hosts=3: not allowed; allowed: 1 <= racks <= hosts <= nodes");
    }
}
