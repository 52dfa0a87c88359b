// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventoryState;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.LiveCopysets;
import io.howdah.hdfs.plan.PlanState;
import io.howdah.hdfs.plan.core.CopysetGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;

/** The plan's copysets on one view of the cluster. Immutable; making one costs O(nodes), whatever the number of copysets. */
final class ClusterCopysets {
    private final PlanState plan;
    private final LiveCopysets[] groups;
    private final StorageType[] types;
    private final int outside;

    ClusterCopysets(PlanState plan, InventoryState inventory, List<DatanodeDescriptor> nodes) {
        this.plan = plan;
        if (plan.plan() == null) {
            groups = new LiveCopysets[0];
            types = new StorageType[0];
            outside = 0;
            return;
        }
        int[] rowOf = new int[plan.plan().nodes().size()];
        int[] nodeOf = new int[nodes.size()];
        Arrays.fill(rowOf, CandidateTable.NONE);
        int unknown = 0;
        for (int row = 0; row < nodeOf.length; row++) {
            InventoryNode known = SiteResolver.find(inventory, nodes.get(row));
            String name =
                    known != null ? known.host() : nodes.get(row).getHostName().toLowerCase(Locale.ROOT);
            int node = plan.nodeOf(name);
            nodeOf[row] = node;
            if (node == CandidateTable.NONE) {
                unknown++;
            } else {
                rowOf[node] = row;
            }
        }
        this.outside = unknown;
        this.types = plan.plan().groups().stream()
                .map(group -> type(group.storageType()))
                .toArray(StorageType[]::new);
        this.groups = plan.tables().stream()
                .map(table -> new LiveCopysets(table, rowOf, nodeOf))
                .toArray(LiveCopysets[]::new);
    }

    /** A type this platform does not know matches no request. */
    private static StorageType type(String name) {
        return Arrays.stream(StorageType.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** {@return the plan they are of} */
    PlanState plan() {
        return plan;
    }

    /** {@return whether a plan is loaded} */
    boolean planned() {
        return plan.plan() != null;
    }

    /** {@return DataNodes the plan does not know} */
    int nodesOutside() {
        return outside;
    }

    /** {@return the copysets of exactly that size, or null} */
    LiveCopysets ofSize(int size, boolean erasureCoded, StorageType type) {
        for (int g = 0; g < groups.length; g++) {
            CopysetGroup group = plan.plan().groups().get(g);
            if (group.size() == size && group.erasureCoded() == erasureCoded && types[g] == type) {
                return groups[g];
            }
        }
        return null;
    }

    /**
     * The copysets for a block: those of its size; else of the next larger size, of which it takes a part; else of the
     * largest, which it fills and exceeds.
     *
     * @return null when the plan has none of that kind and type
     */
    LiveCopysets of(int size, boolean erasureCoded, StorageType type) {
        int best = -1;
        for (int g = 0; g < groups.length; g++) {
            CopysetGroup group = plan.plan().groups().get(g);
            if (group.erasureCoded() == erasureCoded && types[g] == type) {
                int before = best < 0 ? 0 : plan.plan().groups().get(best).size();
                boolean fits = group.size() >= size;
                boolean better = best < 0
                        || (fits && (before < size || group.size() < before))
                        || (!fits && before < size && group.size() > before);
                best = better ? g : best;
            }
        }
        return best < 0 ? null : groups[best];
    }
}
