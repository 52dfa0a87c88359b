// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

/**
 * The resources of the node on offer: one entry per resource, the same order and units in both arrays (YARN's: memory in
 * MiB, then vcores, then further types).
 *
 * @param total capacity of the node, 0 or more
 * @param free what is not allocated; below 0 on an overcommitted node
 */
public record NodeOffer(long[] total, long[] free) {

    /** Rejects arrays of different lengths. */
    public NodeOffer {
        if (total.length != free.length) {
            throw new IllegalArgumentException(
                    "total has " + total.length + " resources, free has " + free.length + ": they must be the same");
        }
    }

    /** Whether a request fits into what is free. A resource that the request does not name does not matter. */
    public boolean fits(long[] request) {
        for (int i = 0; i < request.length; i++) {
            long free = i < this.free.length ? this.free[i] : 0;
            if (request[i] > 0 && request[i] > free) {
                return false;
            }
        }
        return true;
    }

    /**
     * Alignment of a request with what is free: the dot product of both, each normalised by the node's capacity. At least 0,
     * at most the number of resources.
     */
    public double alignment(long[] request) {
        double sum = 0;
        int n = Math.min(request.length, total.length);
        for (int i = 0; i < n; i++) {
            if (total[i] > 0 && free[i] > 0) {
                sum += ((double) request[i] / total[i]) * ((double) free[i] / total[i]);
            }
        }
        return sum;
    }
}
