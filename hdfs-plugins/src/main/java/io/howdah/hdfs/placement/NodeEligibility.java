// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.Eligibility;
import java.util.BitSet;
import java.util.Collection;
import java.util.Set;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.Node;

/**
 * Asks the platform's filters about a node, each time anew: load, space and service state change all the while.
 *
 * @param wantedTypes storage types of interest, as a mask of ordinals
 * @param anyLoad rows of nodes whose load does not count: the writer's own and favored ones, as the platform has it. Not
 *     only when they come first: a legal choice may need one that a wish had to do without
 * @param lately rows that could take a block a moment ago
 * @param avoid nodes the request would rather not have
 */
record NodeEligibility(
        HowdahPlatformFilters filters,
        ClusterView view,
        long blockSize,
        Set<Node> excluded,
        int wantedTypes,
        Collection<Node> avoid,
        boolean checkLoad,
        BitSet anyLoad,
        boolean avoidStale,
        BitSet lately)
        implements Eligibility {
    @Override
    public int types(int row) {
        DatanodeDescriptor node = view.node(row);
        if (excluded.contains(node)
                || avoid.contains(node)
                || !view.sameRack(row)
                || !filters.good(node, checkLoad && !anyLoad.get(row), avoidStale)) {
            return 0;
        }
        int mask = 0;
        for (int rest = wantedTypes; rest != 0; rest &= rest - 1) {
            int type = Integer.numberOfTrailingZeros(rest);
            if (filters.storage(node, blockSize, StorageTypeIds.type(type)) != null) {
                mask |= 1 << type;
            }
        }
        return mask;
    }

    @Override
    public boolean worthAsking(int row) {
        return lately.get(row);
    }
}
