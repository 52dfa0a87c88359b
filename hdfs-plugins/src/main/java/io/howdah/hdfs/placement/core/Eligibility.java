// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

/** The platform's filters on one node: service state, staleness, load, free space, storage types, exclusions. */
@FunctionalInterface
public interface Eligibility {
    /**
     * Asks the filters about a node.
     *
     * @param node row in the table
     * @return mask of the storage types on which the node takes a replica now; 0 when it takes none
     */
    int types(int node);

    /**
     * A cheap guess, to spare asking {@link #types} of node after node in a cluster that is nearly full. Only used where
     * another node does as well; what must not be missed is asked in any case.
     *
     * @return false when the node could not take a replica a moment ago
     */
    default boolean worthAsking(int node) {
        return true;
    }
}
