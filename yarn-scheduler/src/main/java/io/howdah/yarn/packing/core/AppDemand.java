// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

/**
 * What the packer knows of one application at one node offer. A value: taken once per offer, so that ordering never reads
 * state which another scheduling thread changes.
 *
 * <p>The array must not be changed after construction; it is not copied because one is made per application and offer.
 *
 * @param tier hard rank: an application of a lower tier is always tried before one of a higher tier. Adapters map operator
 *     priorities here; 0 for all when the stock order ignores priorities
 * @param remainingWork unfinished work, in cluster-seconds: pending demand as a share of the cluster, times task time. 0 or
 *     more; only ratios matter
 * @param dominantShare largest share of any one resource of the cluster the application holds now, 0 or more. The smaller,
 *     the larger the deficit against a fair share (DRF, NSDI'11)
 * @param nextRequest size of the next container it asks for, one entry per resource in the order of {@link NodeOffer}; null
 *     when it asks for nothing that this node could give
 */
@SuppressWarnings("ArrayRecordComponent") // Made once per offer and never compared.
public record AppDemand(int tier, double remainingWork, double dominantShare, long[] nextRequest) {

    /** An application that asks for nothing here; it keeps its place behind all that do. */
    public static AppDemand none(int tier) {
        return new AppDemand(tier, 0, 0, null);
    }

    /** Whether the application asks for a container this node could give. */
    public boolean asks() {
        return nextRequest != null;
    }
}
