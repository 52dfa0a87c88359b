// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;

/** Copies of the platform's mutable resource records as plain numbers: memory in MiB, vcores, then further types. */
final class ResourceVectors {
    private ResourceVectors() {}

    /** All resource types count. */
    static final int ALL = Integer.MAX_VALUE;

    /** Only memory counts: what DefaultResourceCalculator sees. */
    static final int MEMORY_ONLY = 1;

    static long[] of(Resource resource, int dimensions) {
        ResourceInformation[] all = resource.getResources();
        long[] vector = new long[Math.min(all.length, dimensions)];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = all[i].getValue();
        }
        return vector;
    }

    /** Sum over the resources of the share of the whole; a resource the whole does not have counts nothing. */
    static double sumOfShares(Resource part, Resource whole, int dimensions) {
        ResourceInformation[] p = part.getResources();
        ResourceInformation[] w = whole.getResources();
        double sum = 0;
        for (int i = 0; i < Math.min(Math.min(p.length, w.length), dimensions); i++) {
            long total = w[i].getValue();
            sum += total > 0 ? (double) p[i].getValue() / total : 0;
        }
        return sum;
    }

    /** The largest share of any one resource. */
    static double dominantShare(Resource part, Resource whole, int dimensions) {
        ResourceInformation[] p = part.getResources();
        ResourceInformation[] w = whole.getResources();
        double most = 0;
        for (int i = 0; i < Math.min(Math.min(p.length, w.length), dimensions); i++) {
            long total = w[i].getValue();
            most = Math.max(most, total > 0 ? (double) p[i].getValue() / total : 0);
        }
        return most;
    }
}
