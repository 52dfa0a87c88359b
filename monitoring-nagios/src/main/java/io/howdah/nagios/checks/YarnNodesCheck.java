// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckFailure;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.Need;
import io.howdah.nagios.core.Role;
import io.howdah.nagios.core.Snapshot;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.core.Uom;
import io.howdah.nagios.core.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * NodeManagers that are lost or unhealthy.
 *
 * <p>The numbers come from the ResourceManager's REST interface, not from its bean ClusterMetrics, which is up to ten
 * seconds old and which a ResourceManager that became standby no longer has. A standby redirects {@code
 * /ws/v1/cluster/metrics} to the active one, but answers {@code /ws/v1/cluster/info} itself: that is how it is told
 * apart.
 *
 * <p>The defaults: one node less is less capacity and nothing more (WARNING); beyond a tenth, queues no longer have
 * what they are guaranteed (CRITICAL). A node that was shut down in order or decommissioned is no fault.
 */
public final class YarnNodesCheck implements Check {
    private static final Need INFO = Need.rest("/ws/v1/cluster/info");
    private static final Need METRICS = Need.rest("/ws/v1/cluster/metrics");
    private static final Need BAD_NODES = Need.rest("/ws/v1/cluster/nodes?states=LOST,UNHEALTHY");

    private static final Metric LOST =
            new Metric("lost", Uom.NONE, true, "0", "10%", "NodeManagers whose heartbeat stopped");
    private static final Metric UNHEALTHY = new Metric(
            "unhealthy", Uom.NONE, true, "0", "10%", "NodeManagers that report bad disks or a failed health script");
    private static final Metric ACTIVE =
            new Metric("active", Uom.NONE, false, "", "1:", "NodeManagers that take containers");
    private static final Metric DECOMMISSIONING =
            new Metric("decommissioning", Uom.NONE, false, "", "", "NodeManagers being decommissioned");
    private static final Metric DECOMMISSIONED =
            new Metric("decommissioned", Uom.NONE, false, "", "", "decommissioned NodeManagers");
    private static final Metric SHUTDOWN =
            new Metric("shutdown", Uom.NONE, false, "", "", "NodeManagers that were shut down in order");
    private static final Metric REBOOTED =
            new Metric("rebooted", Uom.NONE, false, "", "", "NodeManagers told to start anew");

    @Override
    public String id() {
        return "yarn-nodes";
    }

    @Override
    public String summary() {
        return "lost, unhealthy and decommissioned NodeManagers";
    }

    @Override
    public Role role() {
        return Role.RESOURCE_MANAGER;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(LOST, UNHEALTHY, ACTIVE, DECOMMISSIONING, DECOMMISSIONED, SHUTDOWN, REBOOTED);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(INFO, METRICS);
    }

    @Override
    public Map<String, Set<Need>> details(Snapshot snapshot) {
        Map<String, Set<Need>> wanted = new HashMap<>();
        for (Endpoint resourceManager : ActiveDaemon.all(snapshot, YarnNodesCheck::state)) {
            try {
                Answer.Document metrics = resourceManager.require(METRICS).object("clusterMetrics");
                if (metrics.number("lostNodes") + metrics.number("unhealthyNodes") > 0) {
                    wanted.put(resourceManager.name(), Set.of(BAD_NODES));
                }
            } catch (CheckFailure e) {
                // evaluate() reports it
            }
        }
        return wanted;
    }

    @Override
    public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
        Verdict verdict = new Verdict(id(), thresholds);
        Optional<Endpoint> active = ActiveDaemon.find(snapshot, role(), YarnNodesCheck::state, verdict);
        if (active.isPresent()) {
            try {
                judge(active.get(), verdict);
            } catch (CheckFailure e) {
                verdict.raise(e);
            }
        }
        return verdict.result();
    }

    private static String state(Endpoint resourceManager) throws CheckFailure {
        return resourceManager
                .require(INFO)
                .object("clusterInfo")
                .text("haState")
                .toLowerCase(Locale.ROOT);
    }

    private static void judge(Endpoint resourceManager, Verdict verdict) throws CheckFailure {
        Answer.Document metrics = resourceManager.require(METRICS).object("clusterMetrics");
        double active = metrics.number("activeNodes");
        double lost = metrics.number("lostNodes");
        double unhealthy = metrics.number("unhealthyNodes");
        double total = active + lost + unhealthy;
        List<Answer.Document> bad = resourceManager
                .find(BAD_NODES)
                .filter(list -> list.fields().get("nodes") instanceof Map<?, ?>)
                .map(YarnNodesCheck::nodes)
                .orElse(List.of());

        verdict.measure(ACTIVE, active, Double.NaN, Amount.count(active) + " active");
        verdict.measure(LOST, lost, total, NameList.behind(Amount.count(lost) + " lost", names(bad, "LOST")));
        verdict.measure(
                UNHEALTHY,
                unhealthy,
                total,
                NameList.behind(Amount.count(unhealthy) + " unhealthy", names(bad, "UNHEALTHY")));
        countIfAny(verdict, DECOMMISSIONING, metrics.findNumber("decommissioningNodes"), " decommissioning");
        countIfAny(verdict, DECOMMISSIONED, metrics.findNumber("decommissionedNodes"), " decommissioned");
        countIfAny(verdict, SHUTDOWN, metrics.findNumber("shutdownNodes"), " shut down");
        countIfAny(verdict, REBOOTED, metrics.findNumber("rebootedNodes"), " rebooted");
        for (Answer.Document node : bad) {
            verdict.detail(text(node, "state").toLowerCase(Locale.ROOT) + ": " + text(node, "id") + " "
                    + text(node, "rack") + " " + text(node, "healthReport"));
        }
    }

    private static void countIfAny(Verdict verdict, Metric metric, Optional<Double> count, String words) {
        double value = count.orElse(0.0); // Hadoop before 2.8 has neither decommissioning nor shut-down nodes
        verdict.measure(metric, value, Double.NaN, value > 0 ? Amount.count(value) + words : "");
    }

    private static List<Answer.Document> nodes(Answer.Document list) {
        try {
            return list.object("nodes").objects("node");
        } catch (CheckFailure e) {
            return List.of();
        }
    }

    private static List<String> names(List<Answer.Document> nodes, String state) {
        return nodes.stream()
                .filter(node -> text(node, "state").equals(state))
                .map(node -> text(node, "id"))
                .sorted()
                .toList();
    }

    private static String text(Answer.Document node, String field) {
        return node.fields().get(field) instanceof String text ? text : "";
    }
}
