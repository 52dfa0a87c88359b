// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.Arrays;

/**
 * A set of replicas under construction: those a block has already and those picked so far, with the limits that remain.
 * Arrays are scanned linearly: a block has a handful of replicas. Not safe for use by several threads.
 */
public final class Picks {
    private final CandidateTable table;
    private final int maxPerRack;
    private final int maxPerDomain;
    private final int[] quota;
    private int total;
    private int picked;
    private int conflicts;
    private int orderStart;
    private PlacementLevel level = PlacementLevel.HARD_RULES;
    private int[] racks;
    private int[][] domains;
    private int[] nodes = new int[4];
    private int[] types = new int[4];

    /**
     * @param table the cluster
     * @param maxPerRack most replicas on one rack, those the block has already included
     * @param quota how many replicas are still wanted of each storage type (index = type, below 32)
     */
    public Picks(CandidateTable table, int maxPerRack, int[] quota) {
        this.table = table;
        this.maxPerRack = maxPerRack;
        this.maxPerDomain = 1;
        this.quota = quota.clone();
        this.racks = new int[4];
        this.domains = new int[table.domains()][4];
    }

    Picks(Picks other) {
        this(other, other.maxPerRack, other.maxPerDomain);
    }

    private Picks(Picks other, int maxPerRack, int maxPerDomain) {
        this.table = other.table;
        this.maxPerRack = maxPerRack;
        this.maxPerDomain = maxPerDomain;
        this.quota = other.quota.clone();
        this.total = other.total;
        this.picked = other.picked;
        this.conflicts = other.conflicts;
        this.orderStart = other.orderStart;
        this.level = other.level;
        this.racks = other.racks.clone();
        this.domains = new int[other.domains.length][];
        for (int d = 0; d < domains.length; d++) {
            domains[d] = other.domains[d].clone();
        }
        this.nodes = other.nodes.clone();
        this.types = other.types.clone();
    }

    /**
     * {@return a copy under other limits, its conflicts counted anew}
     *
     * @param rackLimit most replicas on one rack
     * @param domainLimit replicas in one value of a hard domain from which on a further one is a conflict
     */
    Picks withLimits(int rackLimit, int domainLimit) {
        Picks copy = new Picks(this, rackLimit, domainLimit);
        copy.total -= picked; // the picks come last
        copy.conflicts = 0;
        for (int i = 0; i < picked; i++) {
            copy.conflicts += copy.conflictsOf(nodes[i]);
            copy.total++;
        }
        return copy;
    }

    /**
     * States a replica the block has already. Conflicts among such replicas are not held against the picks.
     *
     * @param rack rack id, or {@link CandidateTable#NONE}
     * @param values domain ids, or {@link CandidateTable#NONE}
     */
    public void existing(int rack, int[] values) {
        push(rack, values);
    }

    /** {@return whether the node's rack takes one more replica} */
    public boolean rackHasRoom(int node) {
        return onRack(table.rack(node)) < maxPerRack;
    }

    /** {@return in how many hard domains the node's value has as many replicas of the set as it may} */
    public int conflictsOf(int node) {
        int shared = 0;
        for (int d = 0; d < domains.length; d++) {
            int value = table.domain(d, node);
            if (value != CandidateTable.NONE && inDomain(d, value) >= maxPerDomain) {
                shared++;
            }
        }
        return shared;
    }

    /** {@return the lowest storage type in the mask that is still wanted, or -1} */
    public int typeFor(int mask) {
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int type = Integer.numberOfTrailingZeros(rest);
            if (type < quota.length && quota[type] > 0) {
                return type;
            }
        }
        return -1;
    }

    /** {@return storage types still wanted, as a mask} */
    public int wantedTypes() {
        int mask = 0;
        for (int type = 0; type < quota.length; type++) {
            if (quota[type] > 0) {
                mask |= 1 << type;
            }
        }
        return mask;
    }

    /** {@return the storage type most of the missing replicas want; the lowest of several} */
    public int mostWantedType() {
        int most = 0;
        for (int type = 1; type < quota.length; type++) {
            most = quota[type] > quota[most] ? type : most;
        }
        return most;
    }

    /** Takes a node; the caller has checked the rack, the conflicts and the type. */
    public void add(int node, int type) {
        int[] values = new int[domains.length];
        for (int d = 0; d < values.length; d++) {
            values[d] = table.domain(d, node);
        }
        conflicts += conflictsOf(node);
        push(table.rack(node), values);
        if (picked == nodes.length) {
            nodes = Arrays.copyOf(nodes, picked * 2);
            types = Arrays.copyOf(types, picked * 2);
        }
        nodes[picked] = node;
        types[picked++] = type;
        quota[type]--;
    }

    /** Takes a node picked in an earlier round, whose storage type is not counted against this round's. */
    public void addKept(int node, int type) {
        quota[type]++;
        add(node, type);
    }

    /** Takes the last pick back. */
    void removeLast() {
        picked--;
        total--;
        quota[types[picked]]++;
        conflicts -= conflictsOf(nodes[picked]);
    }

    /** {@return whether the node was picked} */
    public boolean contains(int node) {
        for (int i = 0; i < picked; i++) {
            if (nodes[i] == node) {
                return true;
            }
        }
        return false;
    }

    /** {@return number of nodes picked} */
    public int size() {
        return picked;
    }

    /** {@return hard domains the picks share with another replica, summed over the picks} */
    public int conflicts() {
        return conflicts;
    }

    /** {@return how far the choice had to fall back from the plan} */
    public PlacementLevel level() {
        return conflicts > 0 ? PlacementLevel.SHARED_DOMAIN : level;
    }

    Picks at(PlacementLevel reached) {
        level = reached;
        return this;
    }

    /** {@return how crowded the hard domains are ({@link StripedRules#weight}), those there are already included} */
    double crowding() {
        double crowding = 0;
        for (int d = 0; d < domains.length; d++) {
            for (int i = 0; i < total; i++) {
                int before = 0;
                for (int j = 0; j < i; j++) {
                    before += domains[d][j] == domains[d][i] ? 1 : 0;
                }
                if (domains[d][i] != CandidateTable.NONE) {
                    crowding += StripedRules.weight(before + 1) - StripedRules.weight(before);
                }
            }
        }
        return crowding;
    }

    /** {@return the i-th picked node} */
    public int node(int i) {
        return nodes[i];
    }

    /** {@return storage type of the i-th picked node} */
    public int type(int i) {
        return types[i];
    }

    /** The replicas so far are favored nodes: the order of racks begins after them. */
    void startOrder() {
        orderStart = total;
    }

    /** {@return how many replicas count in the order of racks} */
    int position() {
        return total - orderStart;
    }

    /** {@return rack of the i-th replica that counts in the order of racks, or {@link CandidateTable#NONE}} */
    int rackAt(int i) {
        return racks[orderStart + i];
    }

    int roomOnRack(int rack) {
        return Math.max(0, maxPerRack - onRack(rack));
    }

    /** {@return how many more replicas the value takes without a conflict} */
    int roomInDomain(int d, int value) {
        return Math.max(0, maxPerDomain - inDomain(d, value));
    }

    int inDomain(int d, int value) {
        int count = 0;
        for (int i = 0; i < total; i++) {
            if (domains[d][i] == value) {
                count++;
            }
        }
        return count;
    }

    int onRack(int rack) {
        int count = 0;
        for (int i = 0; i < total; i++) {
            if (racks[i] == rack) {
                count++;
            }
        }
        return count;
    }

    int maxPerRack() {
        return maxPerRack;
    }

    int maxPerDomain() {
        return maxPerDomain;
    }

    /** {@return replicas there are: those the block has already and the picks} */
    int total() {
        return total;
    }

    int quotaLeft(int type) {
        return quota[type];
    }

    CandidateTable table() {
        return table;
    }

    private void push(int rack, int[] values) {
        if (total == racks.length) {
            racks = Arrays.copyOf(racks, total * 2);
            for (int d = 0; d < domains.length; d++) {
                domains[d] = Arrays.copyOf(domains[d], total * 2);
            }
        }
        racks[total] = rack;
        for (int d = 0; d < domains.length; d++) {
            domains[d][total] = values[d];
        }
        total++;
    }
}
