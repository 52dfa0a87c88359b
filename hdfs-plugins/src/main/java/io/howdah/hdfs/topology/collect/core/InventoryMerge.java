// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import io.howdah.hdfs.topology.collect.core.FactIndex.Ranked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one inventory of what several sources say.
 *
 * <h2>Goals</h2>
 *
 * The same answer for the same input, whatever the order in which sources answered; no disagreement passed over in
 * silence; no DataNode forgotten because a hypervisor is down.
 *
 * <h2>Constraints</h2>
 *
 * O(facts + DataNodes x facts per DataNode). Nothing is looked up, nothing is guessed: a value is stated by a source, was
 * stated in an earlier run, or is missing.
 *
 * <h2>Algorithm</h2>
 *
 * For each DataNode, {@link FactIndex} finds what is said of its machine. For each attribute the statements are ordered:
 * the operator's order of sources; within one source a running machine before a paused one before a defined one; then the
 * order in which the source lists them. The first wins, each other that disagrees is a {@link Conflict}. Rack and power
 * of a DataNode are also those stated for its physical host: within one source they come before those stated for the
 * DataNode's own name, since the machine may have moved since the line was written.
 *
 * <p>An attribute nobody states: the value of the last run is kept while a source does not answer, or while nobody can say
 * where the machine is; physical host and rack, without which there is no node, are always kept. When every source
 * answered and the machine was found, any other value nobody states is gone.
 *
 * <h2>Example</h2>
 *
 * Sources: kvm (hv1 and hv2), racks (hv1 /r1, hv2 /r2, dn1 /r1). dn1 runs on hv2 and is still defined on hv1: physicalHost
 * is hv2 (conflict: running before defined), rack is /r2 (conflict: by physical host before by name). Then hv2 does not
 * answer, hv1 does and knows no dn1: hv2 and /r2 stay, with the time at which they were last stated.
 */
public final class InventoryMerge {
    private static final String TABLE = "datanodes table";
    private static final String BY_ORDER = "order of the sources";
    private static final String BY_LISTING = "listed first by the source";
    private static final String BY_HOST = "stated for the physical host before stated for the DataNode's name";

    private record Candidate(int rank, String source, Liveness liveness, boolean viaHost, String value, String where) {
        String from() {
            return source + (where.isEmpty() ? "" : ", " + where);
        }
    }

    private final MergeInput input;
    private final HostNames names;
    private final FactIndex index;
    private final Map<String, Map<Attribute, KnownValue>> nodes = new LinkedHashMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<MergeResult.Kept> kept = new ArrayList<>();
    private final List<MergeResult.Missing> missing = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    private InventoryMerge(MergeInput input) {
        this.input = input;
        this.names = new HostNames(names(input));
        this.index = new FactIndex(input.sources(), names);
        names.ambiguous().forEach(text -> warnings.add("name " + text + "; taken for none of them"));
    }

    /** {@return the merged inventory and what there is to say about it} */
    public static MergeResult merge(MergeInput input) {
        InventoryMerge merge = new InventoryMerge(input);
        input.dataNodes().forEach(merge::dataNode);
        merge.machinesOfTwoDataNodes();
        return new MergeResult(merge.nodes, merge.conflicts, merge.kept, merge.missing, List.copyOf(merge.warnings));
    }

    /** Every name of a physical host, and every name a table has a line for. */
    private static Set<String> names(MergeInput input) {
        Set<String> names = new LinkedHashSet<>();
        for (SourceFacts source : input.sources()) {
            for (MachineFact fact : source.machines()) {
                String physicalHost = fact.values().get(Attribute.PHYSICAL_HOST);
                if (physicalHost != null) {
                    names.add(physicalHost);
                }
                if (!fact.identity().name().isEmpty()) {
                    names.add(fact.identity().name());
                }
            }
        }
        input.dataNodes().forEach(dataNode -> names.add(dataNode.host()));
        input.previous().values().forEach(values -> {
            if (values.containsKey(Attribute.PHYSICAL_HOST)) {
                names.add(values.get(Attribute.PHYSICAL_HOST).value());
            }
        });
        return names;
    }

    private void dataNode(DataNodeEntry dataNode) {
        List<Ranked> facts = index.of(dataNode);
        Map<Attribute, KnownValue> row = new EnumMap<>(Attribute.class);
        List<Candidate> placements = candidates(facts, Attribute.PHYSICAL_HOST, false);
        if (dataNode.metal()) {
            placements.add(new Candidate(-1, TABLE, Liveness.RUNNING, false, names.canonical(dataNode.host()), ""));
        }
        decide(dataNode, Attribute.PHYSICAL_HOST, placements, row);
        boolean placed = row.containsKey(Attribute.PHYSICAL_HOST);
        keep(dataNode, Attribute.PHYSICAL_HOST, row, true);
        KnownValue physicalHost = row.get(Attribute.PHYSICAL_HOST);
        List<Ranked> ofHost = physicalHost == null ? List.of() : index.ofName(physicalHost.value());
        for (Attribute attribute : Attribute.values()) {
            if (attribute == Attribute.PHYSICAL_HOST) {
                continue;
            }
            List<Candidate> candidates = candidates(facts, attribute, false);
            if (attribute == Attribute.RACK || attribute == Attribute.POWER) {
                candidates.addAll(candidates(ofHost, attribute, true));
            }
            decide(dataNode, attribute, candidates, row);
            keep(dataNode, attribute, row, !placed || input.incomplete() || attribute == Attribute.RACK);
        }
        if (!row.containsKey(Attribute.RACK) && !input.defaultRack().isEmpty()) {
            row.put(Attribute.RACK, new KnownValue(input.defaultRack(), "defaultRack", input.now()));
        }
        List<Attribute> lacking = new ArrayList<>(List.of(Attribute.PHYSICAL_HOST, Attribute.RACK));
        lacking.removeAll(row.keySet());
        if (lacking.isEmpty()) {
            nodes.put(dataNode.host(), row);
        } else {
            missing.add(new MergeResult.Missing(dataNode.host(), lacking));
        }
    }

    private List<Candidate> candidates(List<Ranked> facts, Attribute attribute, boolean viaHost) {
        List<Candidate> candidates = new ArrayList<>();
        for (Ranked ranked : facts) {
            String value = ranked.fact().values().get(attribute);
            if (value != null) {
                candidates.add(new Candidate(
                        ranked.rank(),
                        ranked.source(),
                        ranked.fact().liveness(),
                        viaHost,
                        spell(attribute, value),
                        ranked.fact().where()));
            }
        }
        return candidates;
    }

    private String spell(Attribute attribute, String value) {
        return switch (attribute) {
            case PHYSICAL_HOST -> names.canonical(value);
            case STORAGE_BACKEND -> input.backendNames().getOrDefault(value, value);
            default -> value;
        };
    }

    private void decide(
            DataNodeEntry dataNode, Attribute attribute, List<Candidate> candidates, Map<Attribute, KnownValue> row) {
        candidates.sort(Comparator.comparingInt(Candidate::rank)
                .thenComparing(Candidate::viaHost, Comparator.reverseOrder())
                .thenComparing(Candidate::liveness));
        if (candidates.isEmpty()) {
            return;
        }
        Candidate winner = candidates.get(0);
        row.put(attribute, new KnownValue(winner.value(), winner.source(), input.now()));
        Set<String> told = new LinkedHashSet<>();
        for (Candidate loser : candidates) {
            if (!loser.value().equals(winner.value()) && told.add(loser.value() + "\n" + loser.from())) {
                conflicts.add(new Conflict(
                        dataNode.host(),
                        attribute,
                        winner.value(),
                        winner.from(),
                        loser.value(),
                        loser.from(),
                        rule(winner, loser)));
            }
        }
    }

    private static String rule(Candidate winner, Candidate loser) {
        if (winner.rank() != loser.rank()) {
            return BY_ORDER;
        }
        if (winner.viaHost() != loser.viaHost()) {
            return BY_HOST;
        }
        return winner.liveness() == loser.liveness()
                ? BY_LISTING
                : winner.liveness().id() + " before " + loser.liveness().id();
    }

    private void keep(DataNodeEntry dataNode, Attribute attribute, Map<Attribute, KnownValue> row, boolean allowed) {
        KnownValue before =
                input.previous().getOrDefault(dataNode.host(), Map.of()).get(attribute);
        if (allowed && before != null && !row.containsKey(attribute)) {
            row.put(attribute, new KnownValue(spell(attribute, before.value()), before.source(), before.seen()));
            kept.add(new MergeResult.Kept(dataNode.host(), attribute, row.get(attribute)));
        }
    }

    /** Two DataNodes that are one machine: a copied line in the table, or a machine that was cloned with its MAC. */
    private void machinesOfTwoDataNodes() {
        IdentityHashMap<MachineFact, String> owner = new IdentityHashMap<>();
        for (DataNodeEntry dataNode : input.dataNodes()) {
            for (Ranked ranked : index.of(dataNode)) {
                String other = owner.put(ranked.fact(), dataNode.host());
                if (other != null && !ranked.fact().identity().nameOnly()) {
                    warnings.add(other + " and " + dataNode.host() + " are both " + ranked.source() + ", "
                            + ranked.fact().where() + "; look at their lines in the datanodes table");
                }
            }
        }
    }
}
