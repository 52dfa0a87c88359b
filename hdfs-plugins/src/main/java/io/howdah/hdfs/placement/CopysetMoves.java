// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.PlanState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;

/**
 * Whether a move takes a block out of its copyset ({@code howdah.placement.strict-copyset-moves}). Asked in the Balancer's
 * JVM, for replicated and erasure-coded blocks alike: a block is in a copyset when all its nodes are in one of any group.
 * Thread-safe.
 */
final class CopysetMoves {
    private final PlanSource plan;
    private final SiteResolver resolver;

    /** @param plan the plan, or null when every move is free */
    CopysetMoves(PlanSource plan, SiteResolver resolver) {
        this.plan = plan;
        this.resolver = resolver;
    }

    /** {@return whether the block may lose the source and get the target: it ends in a copyset, or was in none} */
    boolean allowed(List<DatanodeInfo> others, DatanodeInfo source, DatanodeInfo target) {
        if (plan == null) {
            return true;
        }
        PlanState state = plan.state();
        return together(state, others, target) || !together(state, others, source);
    }

    private boolean together(PlanState state, List<DatanodeInfo> others, DatanodeInfo last) {
        List<DatanodeInfo> nodes = new ArrayList<>(others);
        nodes.add(last);
        int[] members = nodes.stream().mapToInt(node -> nodeOf(state, node)).toArray();
        for (int member : members) {
            if (member == CandidateTable.NONE) {
                return false;
            }
        }
        return state.tables().stream().anyMatch(table -> table.size() >= members.length && table.together(members));
    }

    private int nodeOf(PlanState state, DatanodeInfo node) {
        InventoryNode known = SiteResolver.find(resolver.state(), node);
        return state.nodeOf(known != null ? known.host() : node.getHostName().toLowerCase(Locale.ROOT));
    }
}
