// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.Map;

/**
 * What the loss of one whole domain (a rack, a physical host) costs, over all domains of a kind. Counted, not estimated.
 *
 * @param domains how many there are
 * @param losing how many of them take at least one block with them
 * @param worst the one that costs most blocks, or null when none costs any
 * @param worstBlocks blocks it costs
 */
public record DomainLoss(int domains, int losing, String worst, long worstBlocks) {
    /**
     * Takes each domain down in turn.
     *
     * @param nodesOf name of a domain to its nodes
     * @param tolerated nodes of a set that may be down
     */
    public static DomainLoss of(PlacedSets placed, Map<String, int[]> nodesOf, int tolerated) {
        int losing = 0;
        String worst = null;
        long worstBlocks = 0;
        for (Map.Entry<String, int[]> domain : nodesOf.entrySet()) {
            long lost = placed.blocksLost(domain.getValue(), tolerated);
            losing += lost > 0 ? 1 : 0;
            if (lost > worstBlocks) {
                worst = domain.getKey();
                worstBlocks = lost;
            }
        }
        return new DomainLoss(nodesOf.size(), losing, worst, worstBlocks);
    }

    /** {@return chance that the loss of one domain, each as likely, loses a block} */
    public double probability() {
        return domains == 0 ? 0 : (double) losing / domains;
    }
}
