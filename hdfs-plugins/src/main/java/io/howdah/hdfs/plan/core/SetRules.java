// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.placement.core.CandidateTable;
import java.util.HashSet;
import java.util.Set;

/**
 * What a copyset must keep: at most so many members in one value of a hard domain, at least so many racks, at most so many
 * members a rack. Immutable.
 *
 * <p>Replicas: one for each value, racks as the platform's default policy bounds them. Erasure-coded units: one for each
 * value where there are enough values, else as few as go, and never more than the code can lose; racks as even as the
 * platform's rack-fault-tolerant policy has them.
 */
final class SetRules {
    private final CandidateTable table;
    private final int size;
    private final int[] domainCaps;
    private final int minRacks;
    private final int rackCap;
    private final String impossible;

    SetRules(CandidateTable table, PlanSpec.Group group, int minRacks, java.util.List<String> domainNames) {
        this.table = table;
        this.size = group.size();
        this.domainCaps = new int[table.domains()];
        String reason = table.size() < size ? table.size() + " nodes for " + size + " members" : null;
        for (int d = 0; d < domainCaps.length; d++) {
            int values = distinct(d);
            domainCaps[d] = values == 0 ? size : (size + values - 1) / values;
            if (domainCaps[d] > group.maxPerDomain()) {
                reason = values + " different values of " + domainNames.get(d) + " for " + size + " members";
            }
        }
        int racks = Math.max(1, table.racks());
        if (group.erasureCoded()) {
            this.minRacks = Math.min(racks, size);
            this.rackCap = (size + racks - 1) / racks;
        } else {
            this.minRacks = Math.min(Math.min(minRacks, racks), size);
            // As BlockPlacementPolicyDefault.getMaxNodesPerRack.
            int cap = racks == 1 ? size : (size - 1) / racks + 2;
            this.rackCap = racks > 1 && cap == size ? Math.max(1, cap - 1) : cap;
        }
        this.impossible = reason;
    }

    /** {@return why no set can be legal, or null} */
    String impossible() {
        return impossible;
    }

    int size() {
        return size;
    }

    int minRacks() {
        return minRacks;
    }

    int rackCap() {
        return rackCap;
    }

    /** {@return whether the node may join the first {@code count} members} */
    boolean mayJoin(int[] set, int count, int node, int maxPerRack) {
        for (int i = 0; i < count; i++) {
            if (set[i] == node) {
                return false;
            }
        }
        for (int d = 0; d < domainCaps.length; d++) {
            int value = table.domain(d, node);
            int same = 0;
            for (int i = 0; value != CandidateTable.NONE && i < count; i++) {
                same += table.domain(d, set[i]) == value ? 1 : 0;
            }
            if (same >= domainCaps[d]) {
                return false;
            }
        }
        int onRack = 0;
        int racks = 0;
        for (int i = 0; i < count; i++) {
            onRack += table.rack(set[i]) == table.rack(node) ? 1 : 0;
            racks += firstOfItsRack(set, i) ? 1 : 0;
        }
        racks += onRack == 0 ? 1 : 0;
        return onRack < maxPerRack && racks + size - count - 1 >= minRacks;
    }

    int racks(int[] set, int count) {
        int racks = 0;
        for (int i = 0; i < count; i++) {
            racks += firstOfItsRack(set, i) ? 1 : 0;
        }
        return racks;
    }

    private boolean firstOfItsRack(int[] set, int i) {
        for (int j = 0; j < i; j++) {
            if (table.rack(set[j]) == table.rack(set[i])) {
                return false;
            }
        }
        return true;
    }

    /** Distinct values; a node without one counts as its own. */
    private int distinct(int d) {
        Set<Integer> values = new HashSet<>();
        int unnamed = 0;
        for (int node = 0; node < table.size(); node++) {
            int value = table.domain(d, node);
            if (value == CandidateTable.NONE) {
                unnamed++;
            } else {
                values.add(value);
            }
        }
        return values.size() + unnamed;
    }
}
