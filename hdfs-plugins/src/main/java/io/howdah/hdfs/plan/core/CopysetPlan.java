// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.inventory.core.FailureDomain;
import java.util.List;
import java.util.Optional;

/**
 * The copysets of a cluster: which nodes may hold a block together. Bounding their number bounds the chance that a failure
 * of many nodes at once takes all replicas of some block (Cidon et al., Copysets, USENIX ATC 2013). Immutable.
 *
 * @param generation 1 for the first plan, one more for each that changes anything
 * @param inventorySha256 digest of the inventory it was made from ({@link io.howdah.hdfs.inventory.core.Inventory#sha256})
 * @param hardDomains the domains the sets respect
 * @param minRacks racks each set spans at least, where there are so many
 * @param nodes names of the nodes, as in the inventory
 * @param groups the sets, one group for each size and storage type
 */
public record CopysetPlan(
        long generation,
        String inventorySha256,
        List<FailureDomain> hardDomains,
        int minRacks,
        List<String> nodes,
        List<CopysetGroup> groups) {
    /** The newest file format this build reads. */
    public static final int SCHEMA_VERSION = 1;

    public CopysetPlan {
        hardDomains = List.copyOf(hardDomains);
        groups = List.copyOf(groups);
    }

    /** {@return the group for blocks of exactly that size, kind and storage type, if the plan has one} */
    public Optional<CopysetGroup> group(int size, boolean erasureCoded, String storageType) {
        return groups.stream()
                .filter(g -> g.size() == size
                        && g.erasureCoded() == erasureCoded
                        && g.storageType().equals(storageType))
                .findFirst();
    }
}
