// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.placement.core.CopysetTable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * The copysets for blocks of one size and storage type: sets of nodes of which a block takes a whole one. Immutable; kept
 * as one flat array, because a large cluster has hundreds of thousands of sets. The order of the sets never changes from
 * one generation to the next: sets are altered in place or appended.
 */
public final class CopysetGroup {
    private final int size;
    private final boolean erasureCoded;
    private final int maxPerDomain;
    private final String storageType;
    private final int scatterWidth;
    private final List<String> nodes;
    private final int[] members;

    /**
     * @param size replicas (R) or units (k+m) of a block, 2 to 64
     * @param erasureCoded whether the sets are for erasure-coded groups
     * @param maxPerDomain most members of a set in one value of a hard domain: 1 for replicas, up to m for k+m units
     * @param storageType name of the storage type, for example {@code DISK}
     * @param scatterWidth nodes each node was to share a set with
     * @param nodes names the members refer to
     * @param members indices into nodes, set after set
     */
    public CopysetGroup(
            int size,
            boolean erasureCoded,
            int maxPerDomain,
            String storageType,
            int scatterWidth,
            List<String> nodes,
            int[] members) {
        if (size < 2 || members.length % size != 0) {
            throw new IllegalArgumentException("size " + size + " with " + members.length + " members");
        }
        this.size = size;
        this.erasureCoded = erasureCoded;
        this.maxPerDomain = maxPerDomain;
        this.storageType = storageType;
        this.scatterWidth = scatterWidth;
        this.nodes = nodes;
        this.members = members.clone();
    }

    /** {@return replicas or units of a block} */
    public int size() {
        return size;
    }

    /** {@return whether the sets are for erasure-coded groups} */
    public boolean erasureCoded() {
        return erasureCoded;
    }

    /** {@return most members of a set in one value of a hard domain} */
    public int maxPerDomain() {
        return maxPerDomain;
    }

    /** {@return name of the storage type} */
    public String storageType() {
        return storageType;
    }

    /** {@return the scatter width asked for} */
    public int scatterWidth() {
        return scatterWidth;
    }

    /** {@return number of sets} */
    public int setCount() {
        return members.length / size;
    }

    /** {@return index into the plan's nodes of the i-th member of a set} */
    public int member(int set, int i) {
        return members[set * size + i];
    }

    /** {@return the sets by name, as a view} */
    public List<List<String>> sets() {
        return new AbstractList<>() {
            @Override
            public List<String> get(int set) {
                return membersOf(set);
            }

            @Override
            public int size() {
                return setCount();
            }
        };
    }

    private List<String> membersOf(int set) {
        return Arrays.stream(members, set * size, (set + 1) * size)
                .mapToObj(nodes::get)
                .toList();
    }

    /**
     * The scatter widths the sets really have.
     *
     * @return for each node that is in a set, the number of different nodes it shares a set with, ascending
     */
    public int[] scatterWidths() {
        PairSet pairs = new PairSet(members.length * 2);
        int[] widths = new int[nodes.size()];
        for (int from = 0; from < members.length; from += size) {
            for (int i = from; i < from + size; i++) {
                for (int j = i + 1; j < from + size; j++) {
                    if (pairs.add(members[i], members[j])) {
                        widths[members[i]]++;
                        widths[members[j]]++;
                    }
                }
            }
        }
        return Arrays.stream(widths).filter(width -> width > 0).sorted().toArray();
    }

    /** {@return the sets indexed both ways, nodes as the plan's indices} */
    public CopysetTable table() {
        return new CopysetTable(nodes.size(), size, members);
    }

    @Override
    public String toString() {
        return (erasureCoded ? "EC " : "R=") + size + " " + storageType + ": " + setCount() + " copysets";
    }
}
