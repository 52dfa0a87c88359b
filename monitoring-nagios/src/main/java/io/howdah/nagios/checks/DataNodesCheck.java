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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * DataNodes that are dead or late, and disks they have given up.
 *
 * <p>{@code NumDeadDataNodes} also counts DataNodes that are decommissioned or in maintenance: those may be off, so they
 * are taken out. A DataNode is stale without a heartbeat for {@code dfs.namenode.stale.datanode.interval} (30 s) and
 * dead after ten and a half minutes by default: stale is the early sign of dead, hence the same limits. The NameNode
 * counts stale ones when it checks heartbeats, every five minutes by default and every 30 s with {@code
 * dfs.namenode.avoid.write.stale.datanode}; dead ones are counted when asked.
 *
 * <p>The defaults: one lost DataNode is repaired by replication and wants a person by daylight (WARNING). More than a
 * tenth at once is a rack, a switch or a bad roll-out; and below ten DataNodes one is more than a tenth, rightly so, as
 * three replicas then hardly find three places.
 */
public final class DataNodesCheck implements Check {
    /** dfs.heartbeat.interval; a healthy DataNode's last contact is this or less. */
    private static final int HEARTBEAT_SECONDS = 3;

    private static final Metric DEAD =
            new Metric("dead", Uom.NONE, true, "0", "10%", "dead DataNodes that should be in service");
    private static final Metric STALE =
            new Metric("stale", Uom.NONE, true, "0", "10%", "live DataNodes whose heartbeat is late");
    private static final Metric VOLUME_FAILURES =
            new Metric("volume_failures", Uom.NONE, false, "0", "", "disks that live DataNodes have given up");
    private static final Metric LIVE = new Metric("live", Uom.NONE, false, "", "1:", "live DataNodes");
    private static final Metric DECOMMISSIONING =
            new Metric("decommissioning", Uom.NONE, true, "", "", "DataNodes being decommissioned");
    private static final Metric DECOMMISSIONED =
            new Metric("decommissioned", Uom.NONE, false, "", "", "decommissioned DataNodes, live or dead");
    private static final Metric MAINTENANCE =
            new Metric("in_maintenance", Uom.NONE, false, "", "", "DataNodes in maintenance, live or dead");

    @Override
    public String id() {
        return "datanodes";
    }

    @Override
    public String summary() {
        return "dead, stale and decommissioning DataNodes, failed volumes";
    }

    @Override
    public Role role() {
        return Role.NAMENODE;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(DEAD, STALE, VOLUME_FAILURES, LIVE, DECOMMISSIONING, DECOMMISSIONED, MAINTENANCE);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(NameNodes.STATE, NameNodes.FS_STATE);
    }

    @Override
    public Map<String, Set<Need>> details(Snapshot snapshot) {
        Map<String, Set<Need>> wanted = new HashMap<>();
        for (Endpoint nameNode : ActiveDaemon.all(snapshot, NameNodes::state)) {
            nameNode.find(NameNodes.FS_STATE).ifPresent(state -> {
                Set<Need> needs = new HashSet<>();
                if (positive(state, "NumDeadDataNodes")) {
                    needs.add(NameNodes.DEAD_NODES);
                }
                if (positive(state, "NumStaleDataNodes") || positive(state, "VolumeFailuresTotal")) {
                    needs.add(NameNodes.LIVE_NODES);
                }
                wanted.put(nameNode.name(), needs);
            });
        }
        return wanted;
    }

    @Override
    public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
        Verdict verdict = new Verdict(id(), thresholds);
        Optional<Endpoint> active = ActiveDaemon.find(snapshot, role(), NameNodes::state, verdict);
        if (active.isPresent()) {
            try {
                judge(active.get(), verdict);
            } catch (CheckFailure e) {
                verdict.raise(e);
            }
        }
        return verdict.result();
    }

    private static void judge(Endpoint nameNode, Verdict verdict) throws CheckFailure {
        Answer.Document state = nameNode.require(NameNodes.FS_STATE);
        double live = state.number("NumLiveDataNodes");
        double deadDecommissioned = state.number("NumDecomDeadDataNodes");
        double deadInMaintenance =
                state.findNumber("NumInMaintenanceDeadDataNodes").orElse(0.0);
        double dead = Math.max(0, state.number("NumDeadDataNodes") - deadDecommissioned - deadInMaintenance);
        double stale = state.number("NumStaleDataNodes");
        double volumeFailures = state.number("VolumeFailuresTotal");
        double total = live + dead;

        List<Node> deadNodes = nodes(
                nameNode,
                NameNodes.DEAD_NODES,
                node -> node.text("adminState")
                        .map(admin -> !admin.equals("Decommissioned") && !admin.equals("In Maintenance"))
                        .orElse(true));
        // The NameNode lists no stale nodes: they are the live ones it has not heard from for longest. Its count is as
        // old
        // as its last heartbeat check, and a node that has died or come back since is still in it: the list says which.
        List<Node> late =
                nodes(nameNode, NameNodes.LIVE_NODES, node -> node.number("lastContact") > HEARTBEAT_SECONDS).stream()
                        .sorted(Comparator.comparingDouble((Node node) -> node.number("lastContact"))
                                .reversed())
                        .limit((long) stale)
                        .toList();
        if (nameNode.find(NameNodes.LIVE_NODES).isPresent()) {
            stale = late.size();
        }
        List<Node> broken = nodes(nameNode, NameNodes.LIVE_NODES, node -> node.number("volfails") > 0);

        verdict.measure(LIVE, live, Double.NaN, Amount.count(live) + " live");
        verdict.measure(DEAD, dead, total, NameList.behind(Amount.count(dead) + " dead", names(deadNodes)));
        verdict.measure(STALE, stale, total, NameList.behind(Amount.count(stale) + " stale", names(late)));
        verdict.measure(
                VOLUME_FAILURES,
                volumeFailures,
                Double.NaN,
                NameList.behind(Amount.count(volumeFailures) + " failed volumes", names(broken)));
        countIfAny(verdict, DECOMMISSIONING, state.number("NumDecommissioningDataNodes"), total, " decommissioning");
        countIfAny(
                verdict,
                DECOMMISSIONED,
                state.number("NumDecomLiveDataNodes") + deadDecommissioned,
                Double.NaN,
                " decommissioned");
        countIfAny(
                verdict,
                MAINTENANCE,
                state.findNumber("NumInMaintenanceLiveDataNodes").orElse(0.0) + deadInMaintenance,
                Double.NaN,
                " in maintenance");

        deadNodes.forEach(node ->
                verdict.detail("dead: " + node.name + ", last heartbeat " + Amount.count(node.number("lastContact"))
                        + " s ago, " + node.text("location").orElse("no rack")));
        late.forEach(node ->
                verdict.detail("stale: " + node.name + ", last heartbeat " + Amount.count(node.number("lastContact"))
                        + " s ago, " + node.text("location").orElse("no rack")));
        broken.forEach(node -> verdict.detail("failed volumes: " + node.name + ": "
                + (node.fields.get("failedStorageIDs") instanceof List<?> locations
                        ? String.join(
                                ", ", locations.stream().map(String::valueOf).toList())
                        : Amount.count(node.number("volfails")))));
    }

    private static void countIfAny(Verdict verdict, Metric metric, double count, double total, String words) {
        verdict.measure(metric, count, total, count > 0 ? Amount.count(count) + words : "");
    }

    private static boolean positive(Answer.Document document, String field) {
        return document.findNumber(field).orElse(0.0) > 0;
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream().map(Node::name).toList();
    }

    private static List<Node> nodes(Endpoint nameNode, Need need, Predicate<Node> wanted) {
        List<Node> nodes = new ArrayList<>();
        nameNode.find(need)
                .ifPresent(list -> list.fields().forEach((name, value) -> {
                    if (value instanceof Map<?, ?> fields) {
                        nodes.add(new Node(name, fields));
                    }
                }));
        return nodes.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(Node::name))
                .toList();
    }

    /** A DataNode as NameNodeInfo lists it, under host:port. */
    private record Node(String name, Map<?, ?> fields) {
        double number(String field) {
            return fields.get(field) instanceof Number number ? number.doubleValue() : 0;
        }

        Optional<String> text(String field) {
            return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
        }
    }
}
