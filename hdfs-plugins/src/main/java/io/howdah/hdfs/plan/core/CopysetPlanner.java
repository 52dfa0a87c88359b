// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.CandidateTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes the copysets of a cluster from its inventory, or extends those of the last plan so that the data written under it
 * stays where it is: a node that joins only gets new sets, a node that leaves is replaced in each of its sets, nothing is
 * ever permuted. The building itself is {@link GroupPlanner}'s. Stateless.
 */
public final class CopysetPlanner {
    private CopysetPlanner() {}

    /**
     * A plan and how it differs from the last one.
     *
     * @param plan the plan; the last one itself when nothing changed
     * @param groups what happened to each group
     * @param joined nodes the last plan did not know
     * @param left nodes only the last plan knew
     * @param warnings one line each, for people
     */
    public record Result(
            CopysetPlan plan, List<GroupChange> groups, List<String> joined, List<String> left, List<String> warnings) {
        /** {@return whether the plan is another than the last one} */
        public boolean changed(CopysetPlan previous) {
            return previous == null || plan.generation() != previous.generation();
        }
    }

    /**
     * What happened to one group.
     *
     * @param group the kind of block
     * @param kept sets as they were
     * @param memberLeft sets in which a node that left was replaced
     * @param ruleBroken sets in which a node was replaced because it broke a rule (it runs on another host now, say)
     * @param dropped sets that could not be mended: blocks in them count as outside every copyset
     * @param added new sets
     */
    public record GroupChange(PlanSpec.Group group, int kept, int memberLeft, int ruleBroken, int dropped, int added) {
        boolean none() {
            return memberLeft + ruleBroken + dropped + added == 0;
        }
    }

    /**
     * Plans.
     *
     * @param inventory the cluster
     * @param spec what the plan is to hold
     * @param previous the last plan, or null to begin
     * @param random source of randomness
     */
    public static Result plan(Inventory inventory, PlanSpec spec, CopysetPlan previous, RandomGenerator random) {
        List<String> names = inventory.nodes().stream().map(InventoryNode::host).toList();
        Map<String, Integer> indexOf = new HashMap<>();
        names.forEach(name -> indexOf.put(name, indexOf.size()));
        List<String> warnings = new ArrayList<>();
        List<GroupChange> changes = new ArrayList<>();
        List<CopysetGroup> groups = new ArrayList<>();
        for (PlanSpec.Group group : spec.groups()) {
            List<InventoryNode> members = inventory.nodes().stream()
                    .filter(node -> node.offers(group.storageType()))
                    .toList();
            Optional<CopysetGroup> before = previous == null
                    ? Optional.empty()
                    : previous.group(group.size(), group.erasureCoded(), group.storageType());
            CandidateTable table = table(members, spec.hardDomains());
            SetRules rules = new SetRules(
                    table,
                    group,
                    spec.minRacks(),
                    spec.hardDomains().stream().map(FailureDomain::id).toList());
            if (rules.impossible() != null) {
                warnings.add(title(group) + ": no copysets: " + rules.impossible()
                        + "; such blocks follow the hard rules only");
                changes.add(new GroupChange(
                        group, 0, 0, 0, before.map(CopysetGroup::setCount).orElse(0), 0));
                continue;
            }
            GroupPlanner planner =
                    new GroupPlanner(table, rules, !group.erasureCoded(), wanted(group, members), random);
            GroupPlanner.Changes kept = before.isEmpty()
                    ? new GroupPlanner.Changes(0, 0, 0, 0)
                    : planner.extend(before.get().table(), rows(previous.nodes(), members));
            int sets = before.map(CopysetGroup::setCount).orElse(0) - kept.dropped();
            List<Integer> outside = planner.fill();
            if (!outside.isEmpty()) {
                warnings.add(
                        title(group) + ": " + outside.size() + " node(s) fit into no further legal copyset, such as "
                                + members.get(outside.get(0)).host());
            }
            before.filter(b -> b.scatterWidth() > group.scatterWidth())
                    .ifPresent(b -> warnings.add(title(group) + ": scatter width " + group.scatterWidth()
                            + " is below the last plan's " + b.scatterWidth()
                            + ": the sets there are stay; begin a new plan to have fewer"));
            changes.add(new GroupChange(
                    group,
                    kept.kept(),
                    kept.memberLeft(),
                    kept.ruleBroken(),
                    kept.dropped(),
                    planner.sets().size() - sets));
            groups.add(new CopysetGroup(
                    group.size(),
                    group.erasureCoded(),
                    group.maxPerDomain(),
                    group.storageType(),
                    group.scatterWidth(),
                    names,
                    flat(planner.sets(), group.size(), members, indexOf)));
        }
        return result(inventory, spec, previous, names, groups, changes, warnings);
    }

    private static Result result(
            Inventory inventory,
            PlanSpec spec,
            CopysetPlan previous,
            List<String> names,
            List<CopysetGroup> groups,
            List<GroupChange> changes,
            List<String> warnings) {
        List<String> joined = new ArrayList<>(names);
        List<String> left = new ArrayList<>();
        if (previous != null) {
            joined.removeAll(new java.util.HashSet<>(previous.nodes()));
            left.addAll(previous.nodes());
            left.removeAll(new java.util.HashSet<>(names));
        }
        String digest = inventory.sha256();
        boolean same = previous != null
                && digest.equals(previous.inventorySha256())
                && spec.hardDomains().equals(previous.hardDomains())
                && spec.minRacks() == previous.minRacks()
                && groups.size() == previous.groups().size()
                && changes.stream().allMatch(GroupChange::none)
                && groups.stream()
                        .allMatch(g -> previous.group(g.size(), g.erasureCoded(), g.storageType())
                                .filter(p -> p.scatterWidth() == g.scatterWidth())
                                .isPresent());
        CopysetPlan plan = same
                ? previous
                : new CopysetPlan(
                        previous == null ? 1 : previous.generation() + 1,
                        digest,
                        spec.hardDomains(),
                        spec.minRacks(),
                        names,
                        groups);
        return new Result(plan, changes, joined, left, warnings);
    }

    private static CandidateTable table(List<InventoryNode> nodes, List<FailureDomain> domains) {
        CandidateTable.Builder builder = CandidateTable.builder(domains.size());
        for (InventoryNode node : nodes) {
            builder.add(node.rack(), domains.stream().map(node::value).toArray(String[]::new));
        }
        return builder.build();
    }

    /** In how many sets each node belongs. A fraction is rounded by the node's name, so that the mean is kept. */
    private static int[] wanted(PlanSpec.Group group, List<InventoryNode> nodes) {
        double mean =
                nodes.stream().mapToDouble(InventoryNode::weight).average().orElse(1);
        return nodes.stream()
                .mapToInt(node -> {
                    double sets = group.setsPerNode() * node.weight() / mean;
                    double part = (node.host().hashCode() * 0x9E3779B9 >>> 8) / (double) (1 << 24);
                    return (int) Math.max(1, Math.min(Math.floor(sets + part), 1_000_000));
                })
                .toArray();
    }

    private static int[] rows(List<String> nodes, List<InventoryNode> members) {
        Map<String, Integer> rows = new HashMap<>();
        members.forEach(member -> rows.put(member.host(), rows.size()));
        return nodes.stream()
                .mapToInt(node -> Objects.requireNonNullElse(rows.get(node), CandidateTable.NONE))
                .toArray();
    }

    private static int[] flat(List<int[]> sets, int size, List<InventoryNode> members, Map<String, Integer> indexOf) {
        int[] flat = new int[sets.size() * size];
        int[] index =
                members.stream().mapToInt(member -> indexOf.get(member.host())).toArray();
        for (int s = 0; s < sets.size(); s++) {
            for (int i = 0; i < size; i++) {
                flat[s * size + i] = index[sets.get(s)[i]];
            }
        }
        return flat;
    }

    private static String title(PlanSpec.Group group) {
        return (group.erasureCoded()
                        ? "EC " + (group.size() - group.parity()) + "+" + group.parity()
                        : "R=" + group.size())
                + " on " + group.storageType();
    }
}
