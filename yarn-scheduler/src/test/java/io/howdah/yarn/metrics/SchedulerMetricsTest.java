// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.apache.hadoop.metrics2.AbstractMetric;
import org.apache.hadoop.metrics2.impl.MetricsCollectorImpl;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerMetricsTest {
    private static final String BEAN = "Hadoop:service=ResourceManager,name=HowdahScheduler";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final SchedulerMetrics first = new SchedulerMetrics("first", new DecisionLog(2));
    private final SchedulerMetrics second = new SchedulerMetrics("second", new DecisionLog(2));

    @BeforeEach
    void start() {
        DefaultMetricsSystem.initialize("ResourceManager");
    }

    @AfterEach
    void stop() {
        first.unregister();
        second.unregister();
        DefaultMetricsSystem.shutdown();
    }

    @Test
    void numbers_areInJmx_whenRegistered() throws Exception {
        first.register();
        first.register();
        first.nodeOffers.incr();
        assertThat(server.getAttribute(new ObjectName(BEAN), "tag.SchedulerClass"))
                .isEqualTo("first");
        DefaultMetricsSystem.instance().publishMetricsNow();
        assertThat(server.isRegistered(new ObjectName(BEAN + "Decisions"))).isTrue();
    }

    @Test
    void secondSource_getsItsOwnName_whenTwoManagersShareAJvm() throws Exception {
        first.register();
        second.register();
        assertThat(server.getAttribute(new ObjectName(BEAN), "tag.SchedulerClass"))
                .isEqualTo("first");
        assertThat(server.getAttribute(new ObjectName(BEAN + "-2"), "tag.SchedulerClass"))
                .isEqualTo("second");
    }

    @Test
    void name_isFree_whenTheSchedulerHasStopped() throws Exception {
        first.register();
        first.unregister();
        first.unregister();
        assertThat(server.isRegistered(new ObjectName(BEAN))).isFalse();
        second.register();
        assertThat(server.getAttribute(new ObjectName(BEAN), "tag.SchedulerClass"))
                .isEqualTo("second");
    }

    @Test
    void decisions_areBoundedAndReadable_overJmx() throws Exception {
        first.register();
        for (int i = 1; i <= 3; i++) {
            int n = i;
            first.decisions().add(() -> new DecisionEntry(n, "node", "root.q", "a", "b", "why " + n));
        }
        CompositeData[] shown = (CompositeData[]) server.getAttribute(new ObjectName(BEAN + "Decisions"), "Decisions");
        assertThat(shown).extracting(d -> d.get("reason")).containsExactly("why 2", "why 3");
        first.decisions().resize(1);
        assertThat(first.decisions().getDecisions())
                .extracting(DecisionEntry::getTime)
                .containsExactly(3L);
        first.decisions().resize(0);
        first.decisions().add(() -> new DecisionEntry(9, "", "", "", "", ""));
        assertThat(first.decisions().getDecisions()).isEmpty();
    }

    @Test
    void configurationPage_listsTheMetrics_rowForRow() throws IOException {
        MetricsCollectorImpl collector = new MetricsCollectorImpl();
        first.getMetrics(collector, true);
        List<String> expected = new ArrayList<>();
        for (AbstractMetric metric : collector.getRecords().get(0).metrics()) {
            expected.add("| `" + metric.name() + "` | " + metric.description() + " |");
        }
        List<String> rows;
        try (var lines = Files.lines(Path.of("CONFIGURATION.md"))) {
            rows = lines.filter(line -> line.matches("\\| `[A-Z]\\w+` \\|.*")).toList();
        }
        assertThat(rows).isEqualTo(expected);
    }
}
