// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.inventory.core.FailureDomain;
import java.util.List;

/**
 * What a plan is to hold.
 *
 * @param groups one for each kind of block
 * @param hardDomains domains of which no two replicas of a block share a value
 * @param minRacks racks a replicated block spans at least, where there are so many; at least 1
 */
public record PlanSpec(List<Group> groups, List<FailureDomain> hardDomains, int minRacks) {
    /** Nodes each node shares a set with, unless said otherwise. */
    public static final int DEFAULT_SCATTER_WIDTH = 10;

    /**
     * One kind of block.
     *
     * @param size replicas (R) or units (k+m), 2 to 64
     * @param parity 0 for replicated blocks, m for erasure-coded ones
     * @param storageType name of the storage type
     * @param scatterWidth nodes each node is to share a set with, at least 1; below size-1 it counts as size-1
     */
    public record Group(int size, int parity, String storageType, int scatterWidth) {
        public Group {
            if (size < 2 || size > 64) {
                throw new IllegalArgumentException("size " + size + ": not allowed; allowed: 2 to 64");
            }
            if (parity < 0 || parity >= size) {
                throw new IllegalArgumentException("parity " + parity + ": not allowed; allowed: 0 to " + (size - 1));
            }
            if (scatterWidth < 1) {
                throw new IllegalArgumentException("scatter width " + scatterWidth + ": not allowed; allowed: from 1");
            }
        }

        /** {@return whether the blocks are erasure coded} */
        public boolean erasureCoded() {
            return parity > 0;
        }

        /** {@return most members in one value of a hard domain: 1, or what the code can lose} */
        public int maxPerDomain() {
            return Math.max(1, parity);
        }

        /** {@return in how many sets a node of mean weight is to be; may be a fraction} */
        double setsPerNode() {
            return Math.max(1.0, scatterWidth / (double) (size - 1));
        }
    }

    public PlanSpec {
        groups = List.copyOf(groups);
        hardDomains = List.copyOf(hardDomains);
        if (minRacks < 1) {
            throw new IllegalArgumentException("min-racks " + minRacks + ": not allowed; allowed: from 1");
        }
    }

    /** {@return a plan for replicated blocks on disks: host and backend are hard, two racks} */
    public static PlanSpec replicated(int replication, int scatterWidth) {
        return new PlanSpec(
                List.of(new Group(replication, 0, "DISK", scatterWidth)),
                List.of(FailureDomain.HOST, FailureDomain.BACKEND),
                2);
    }
}
