// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.plan.PlanState;
import io.howdah.hdfs.plan.core.CopysetGroup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/** Which copysets of a plan a block belongs to. Keeps what it learnt of each DataNode. Not thread-safe. */
public final class CopysetMembership {
    private final PlanState plan;
    private final SiteResolver resolver;
    private final Map<String, Integer> nodes = new HashMap<>();
    private final Map<Kind, Optional<CopysetTable>> tables = new HashMap<>();

    private record Kind(int size, boolean erasureCoded, String storageType) {}

    /** The copysets of this plan, nodes named by that inventory. */
    public CopysetMembership(PlanState plan, SiteResolver resolver) {
        this.plan = plan;
        this.resolver = resolver;
    }

    /** {@return the node's index in the plan, or {@link CandidateTable#NONE}} */
    public int node(DatanodeInfo node) {
        return nodes.computeIfAbsent(node.getDatanodeUuid(), uuid -> {
            InventoryNode known = SiteResolver.find(resolver.state(), node);
            return known == null ? CandidateTable.NONE : plan.nodeOf(known.host());
        });
    }

    /** {@return the copysets for such a block; empty when the plan has none, or its replicas are on several types} */
    public Optional<CopysetTable> copysets(LocatedBlock block, int width) {
        StorageType[] types = block.getStorageTypes();
        if (types == null || types.length == 0 || Arrays.stream(types).anyMatch(type -> type != types[0])) {
            return Optional.empty();
        }
        return tables.computeIfAbsent(new Kind(width, block.isStriped(), types[0].name()), this::table);
    }

    private Optional<CopysetTable> table(Kind kind) {
        List<CopysetGroup> groups = plan.plan().groups();
        for (int i = 0; i < groups.size(); i++) {
            CopysetGroup group = groups.get(i);
            if (kind.equals(new Kind(group.size(), group.erasureCoded(), group.storageType()))) {
                return Optional.of(plan.tables().get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return whether all replicas are within one copyset; also when the plan has none for such a block}
     *
     * @param width replicas or units wanted
     */
    public boolean inside(LocatedBlock block, int width) {
        Optional<CopysetTable> table = copysets(block, width);
        if (table.isEmpty()) {
            return true;
        }
        int[] replicas =
                Arrays.stream(block.getLocations()).mapToInt(this::node).toArray();
        return Arrays.stream(replicas).noneMatch(node -> node == CandidateTable.NONE)
                && table.get().together(replicas);
    }
}
