// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.PlanState;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;

/**
 * Whether a block is in a copyset of the plan, and what a move makes of that. Asked in the NameNode and in the Balancer's JVM,
 * for replicated and erasure-coded blocks alike: a block is in a copyset when all its nodes are in one of those of its
 * size, or of a larger size where the plan has none of its own. Cost
 * O(copysets of a node). Thread-safe.
 */
final class CopysetMembership {
    private final PlanSource plan;
    private final boolean strict;
    private final SiteResolver resolver;

    /**
     * @param plan the plan, or null when there is none
     * @param strict whether moves out of copysets are refused ({@code howdah.placement.strict-copyset-moves})
     */
    CopysetMembership(PlanSource plan, boolean strict, SiteResolver resolver) {
        this.plan = plan;
        this.strict = strict;
        this.resolver = resolver;
    }

    /** {@return whether the block may lose the source for a node outside its copysets: moves are free, or it is in none} */
    boolean mayLeave(List<DatanodeInfo> others, DatanodeInfo source) {
        return !strict || !together(others, source);
    }

    /** {@return whether all these nodes are in one copyset; false without a plan} */
    boolean together(List<? extends DatanodeInfo> others, DatanodeInfo last) {
        if (plan == null) {
            return false;
        }
        PlanState state = plan.state();
        int[] members = new int[others.size() + 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = nodeOf(state, i < others.size() ? others.get(i) : last);
            if (members[i] == CandidateTable.NONE) {
                return false;
            }
        }
        boolean exact = state.tables().stream().anyMatch(table -> table.size() == members.length);
        return state.tables().stream()
                .filter(table -> exact ? table.size() == members.length : table.size() > members.length)
                .anyMatch(table -> table.together(members));
    }

    private int nodeOf(PlanState state, DatanodeInfo node) {
        InventoryNode known = SiteResolver.find(resolver.state(), node);
        return state.nodeOf(known != null ? known.host() : node.getHostName().toLowerCase(Locale.ROOT));
    }
}
