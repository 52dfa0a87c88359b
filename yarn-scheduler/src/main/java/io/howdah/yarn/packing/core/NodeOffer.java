// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

/**
 * The resources of the node on offer: one entry per resource, the same order and units in both arrays (YARN's: memory in
 * MiB, then vcores, then further types).
 *
 * <p>The arrays must not be changed after construction.
 *
 * @param scale what counts as one of each resource: the capacity of the cluster's average node, 0 where it has none. Not this
 *     node's own capacity: divided by itself every empty node looks alike, and a request for cores would look best on the
 *     node that has the fewest. On equal nodes both are the same
 * @param free what is not allocated; below 0 on an overcommitted node
 */
@SuppressWarnings("ArrayRecordComponent") // Made once per offer and never compared.
public record NodeOffer(double[] scale, long[] free) {

    /** Rejects arrays of different lengths. */
    public NodeOffer {
        if (scale.length != free.length) {
            throw new IllegalArgumentException(
                    "scale has " + scale.length + " resources, free has " + free.length + ": they must be the same");
        }
    }

    /** Whether a request fits into what is free. A resource that the request does not name does not matter. */
    public boolean fits(long[] request) {
        for (int i = 0; i < request.length; i++) {
            long left = i < free.length ? free[i] : 0;
            if (request[i] > 0 && request[i] > left) {
                return false;
            }
        }
        return true;
    }

    /** Alignment of a request with what is free: the dot product of both, each in units of {@code scale}. 0 or more. */
    public double alignment(long[] request) {
        double sum = 0;
        int n = Math.min(request.length, scale.length);
        for (int i = 0; i < n; i++) {
            if (scale[i] > 0 && free[i] > 0) {
                sum += (request[i] / scale[i]) * (free[i] / scale[i]);
            }
        }
        return sum;
    }
}
