// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thins out a pool of candidates without losing any possibility, so that the search does not depend on the size of the
 * cluster.
 *
 * <p>Two values of a hard domain (two hosts, say) belong to one family when their nodes offer the same racks, storage
 * types and values in the other hard domains. A solution with n nodes uses at most n of a family's values, and any of
 * them can be exchanged for an unused one: n values of each family are enough.
 */
final class DomainFamilies {
    private DomainFamilies() {}

    /**
     * Reduces a pool with respect to one hard domain.
     *
     * @param base replicas there are already
     * @param d the hard domain
     * @param pool node and storage-type mask; the order decides which values stay
     * @param missing replicas still wanted
     * @param legal whether no value may be used beyond its limit: so many nodes of each kind per value are then enough
     */
    static List<int[]> reduce(Picks base, int d, List<int[]> pool, int missing, boolean legal) {
        CandidateTable table = base.table();
        Map<Integer, List<int[]>> byValue = new LinkedHashMap<>();
        int unnamed = CandidateTable.NONE - 1;
        for (int[] entry : pool) {
            int value = table.domain(d, entry[0]);
            byValue.computeIfAbsent(value == CandidateTable.NONE ? unnamed-- : value, v -> new ArrayList<>())
                    .add(entry);
        }
        int perKind = legal ? base.maxPerDomain() : missing;
        Map<String, Integer> family = new HashMap<>();
        List<int[]> kept = new ArrayList<>();
        for (Map.Entry<Integer, List<int[]>> value : byValue.entrySet()) {
            Map<String, Integer> kinds = new HashMap<>();
            List<int[]> nodes = new ArrayList<>();
            List<String> signature = new ArrayList<>();
            for (int[] entry : value.getValue()) {
                String kind = kind(base, d, entry);
                if (kinds.merge(kind, 1, Integer::sum) <= perKind) {
                    nodes.add(entry);
                    signature.add(kind);
                }
            }
            signature.sort(null);
            int used = value.getKey() < 0 ? 0 : base.inDomain(d, value.getKey());
            String key = used + " " + (value.getKey() < 0) + signature;
            if (family.merge(key, 1, Integer::sum) <= missing) {
                kept.addAll(nodes);
            }
        }
        return kept;
    }

    private static String kind(Picks base, int d, int[] entry) {
        CandidateTable table = base.table();
        int[] kind = new int[table.domains() + 2];
        kind[0] = table.rack(entry[0]);
        kind[1] = entry[1];
        for (int other = 0; other < table.domains(); other++) {
            kind[other + 2] = other == d ? 0 : table.domain(other, entry[0]);
        }
        return Arrays.toString(kind);
    }
}
