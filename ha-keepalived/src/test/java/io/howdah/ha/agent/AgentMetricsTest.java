// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.Instances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.metrics2.AbstractMetric;
import org.apache.hadoop.metrics2.impl.MetricsCollectorImpl;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {
    @Test
    void record_hasEveryGauge_forEachAddress() {
        MetricsCollectorImpl collector = new MetricsCollectorImpl();
        new AgentMetrics(() ->
                        List.of(AddressState.starting(Instances.node(1)), AddressState.starting(Instances.ipv6Node(2))))
                .getMetrics(collector, true);

        assertThat(collector.getRecords()).hasSize(2);
        assertThat(collector.getRecords().get(0).metrics())
                .extracting(AbstractMetric::name)
                .containsExactlyElementsOf(AgentMetrics.GAUGES.stream()
                        .map(AgentMetrics.Gauge::name)
                        .toList());
        assertThat(collector.getRecords().get(1).tags())
                .anyMatch(tag -> tag.value().equals("fd00:77:0:0:0:0:0:100/64"));
    }

    @Test
    void configurationMd_matchesTheCode_rowForRow() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                .dropWhile(line -> !line.startsWith("| metric |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(AgentMetrics.GAUGES.stream()
                        .map(gauge -> "| `%s` | %s |".formatted(gauge.name(), gauge.meaning()))
                        .toList());
    }
}
