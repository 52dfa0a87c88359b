// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventoryState;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.plan.PlanState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahNodeStorages;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.net.NodeBase;

/**
 * The cluster's DataNodes and their domains at one moment, so that a choice takes no topology lock. Holds what seldom
 * changes (membership, rack, domains). Load, space and service state are asked of the descriptors each time. Immutable but
 * for the moment it was last found to be true and the storages as of the last heartbeats; safe for use by many threads.
 */
final class ClusterView {
    private static final int LARGEST_BLOCK_CACHED = 32;

    /**
     * A node with the average load counts as one with 2% more of its space used. Small, because load comes and goes while
     * space stays: at a tenth, the spread of load outweighed that of space, and a mixed cluster filled to 80% was 16% off its
     * mean in place of 5%. Overload is the business of the platform's own limit.
     */
    private static final double LOAD_WEIGHT = 0.02;

    /** Fullest over mean used share up to which the cluster counts as evenly filled, and what is forgiven on top. */
    private static final double EVEN_SKEW = 1.02;

    private static final double EVEN_SLACK = 0.01;
    private static final int EVEN_DRAWS = 2;
    private static final int UNEVEN_DRAWS = 16;

    private final DatanodeDescriptor[] nodes;
    private final String[] racks;
    private final NodeRows rows;
    private final HowdahNodeStorages[] storages;
    private final CandidateTable table;
    private final Set<StorageType> storageTypes = EnumSet.noneOf(StorageType.class);
    private final InventoryState inventory;
    private final ClusterCopysets copysets;
    private final boolean flat;
    private final int[][] limits = new int[LARGEST_BLOCK_CACHED][];
    private final AtomicReferenceArray<float[]> lately = new AtomicReferenceArray<>(StorageType.values().length);
    private volatile long trueAtNanos;
    private volatile int draws;
    private final int measureMask;
    private final int unknownNodes;
    private final int rackMismatches;

    private ClusterView(NetworkTopology topology, SiteResolver resolver, PlanState plan, long nowNanos) {
        this.trueAtNanos = nowNanos;
        this.inventory = resolver.state();
        List<DatanodeDescriptor> leaves = leaves(topology);
        this.nodes = leaves.toArray(DatanodeDescriptor[]::new);
        this.rows = new NodeRows(nodes);
        this.racks = new String[nodes.length];
        this.storages = new HowdahNodeStorages[nodes.length];
        CandidateTable.Builder builder = CandidateTable.builder(resolver.domains());
        int unknown = 0;
        int mismatches = 0;
        for (int row = 0; row < nodes.length; row++) {
            racks[row] = nodes[row].getNetworkLocation();
            storages(row).typesInto(storageTypes);
            builder.add(racks[row], resolver.values(inventory, nodes[row]));
            if (inventory.generation() > 0) {
                InventoryNode known = SiteResolver.find(inventory, nodes[row]);
                unknown += known == null ? 1 : 0;
                mismatches += known != null && !known.rack().equals(racks[row]) ? 1 : 0;
            }
        }
        this.table = builder.build();
        this.flat = Arrays.stream(racks).allMatch(rack -> rack.lastIndexOf('/') == 0);
        this.copysets = new ClusterCopysets(plan, inventory, leaves);
        this.unknownNodes = unknown;
        this.rackMismatches = mismatches;
        this.measureMask = Integer.highestOneBit(Math.max(1, nodes.length)) * 8 - 1;
        this.draws = evenlyFilled() ? EVEN_DRAWS : UNEVEN_DRAWS;
    }

    private static List<DatanodeDescriptor> leaves(NetworkTopology topology) {
        List<DatanodeDescriptor> leaves = new ArrayList<>();
        for (Node leaf : topology.getLeaves(NodeBase.ROOT)) {
            if (leaf instanceof DatanodeDescriptor node) {
                leaves.add(node);
            }
        }
        return leaves;
    }

    /** Reads the topology; takes its read lock once. */
    static ClusterView of(NetworkTopology topology, SiteResolver resolver, PlanState plan, long nowNanos) {
        return new ClusterView(topology, resolver, plan, nowNanos);
    }

    /** {@return whether plan, inventory and age still allow its use} */
    boolean recent(SiteResolver resolver, PlanState plan, long nowNanos, long maxAgeNanos) {
        return nowNanos - trueAtNanos <= maxAgeNanos && of(resolver, plan);
    }

    /** {@return whether it is of that inventory and plan} */
    @SuppressWarnings("ReferenceEquality") // each load and each problem makes a new state
    private boolean of(SiteResolver resolver, PlanState plan) {
        return resolver.isCurrent(inventory) && copysets.plan() == plan;
    }

    /** Compares with the topology, O(nodes); {@return whether nothing has changed: the view is then as good as new}. */
    boolean stillTrue(NetworkTopology topology, SiteResolver resolver, PlanState plan, long nowNanos) {
        if (!of(resolver, plan)) {
            return false;
        }
        if (!sameNodes(topology)) {
            return false;
        }
        for (int row = 0; row < nodes.length; row++) {
            if (!sameRack(row) || !storages(row).typesIn(storageTypes)) {
                return false;
            }
        }
        measure();
        trueAtNanos = nowNanos;
        return true;
    }

    /** Rack by rack: the topology finds the leaves of its root in O(nodes x racks). */
    @SuppressWarnings("ReferenceEquality") // the same descriptors, not equal ones: a node that came back is another
    private boolean sameNodes(NetworkTopology topology) {
        int row = 0;
        while (row < nodes.length) {
            int from = row;
            for (Node leaf : topology.getLeaves(racks[from])) {
                if (row == nodes.length || leaf != nodes[row]) {
                    return false;
                }
                row++;
            }
            if (row == from) {
                return false;
            }
        }
        return nodes.length == topology.getNumOfLeaves();
    }

    /** {@return whether membership, inventory and age still allow its use} */
    boolean current(NetworkTopology topology, SiteResolver resolver, PlanState plan, long nowNanos, long maxAgeNanos) {
        return recent(resolver, plan, nowNanos, maxAgeNanos) && nodes.length == topology.getNumOfLeaves();
    }

    /**
     * How many copysets a choice compares. Two keep an even cluster even; an uneven one is evened out faster with more, and
     * the platform's own limit on load keeps a new, empty node from being overrun.
     */
    int draws() {
        return draws;
    }

    /** Looks at the used space again about once in eight choices a node: space may go fast. */
    void measureSometimes(RandomGenerator random) {
        if ((random.nextInt() & measureMask) == 0) {
            measure();
        }
    }

    private void measure() {
        draws = evenlyFilled() ? EVEN_DRAWS : UNEVEN_DRAWS;
        for (int type = 0; type < lately.length(); type++) {
            lately.set(type, null);
        }
    }

    private boolean evenlyFilled() {
        double sum = 0;
        double fullest = 0;
        for (DatanodeDescriptor node : nodes) {
            double used = 1 - node.getRemaining() / (double) Math.max(1, node.getCapacity());
            sum += used;
            fullest = Math.max(fullest, used);
        }
        double mean = nodes.length == 0 ? 0 : sum / nodes.length;
        return fullest <= mean * EVEN_SKEW + EVEN_SLACK;
    }

    /** {@return whether it was read, or found true, at or after that moment} */
    boolean trueSince(long nanos) {
        return trueAtNanos - nanos >= 0;
    }

    CandidateTable table() {
        return table;
    }

    /** {@return used share (0 to 1) of the node's space of that type, and 2% of its load over the average} */
    double cost(int row, StorageType type, double averageLoad, HowdahPlatformFilters platform) {
        DatanodeDescriptor node = nodes[row];
        double used = storageTypes.size() == 1
                ? 1 - node.getRemaining() / (double) Math.max(1, node.getCapacity())
                : platform.usedShare(node, type); // an empty archive does not make room on a full disk
        return averageLoad > 0 ? used + LOAD_WEIGHT * node.getXceiverCount() / averageLoad : used;
    }

    /** {@return share (0 to 1) of the node's space that so many bytes take} */
    double share(int row, long bytes) {
        return bytes / (double) Math.max(1, nodes[row].getCapacity());
    }

    /**
     * {@return the cost of each row as of its last choice or at most a second ago} For comparing nodes most of which are
     * not chosen: reading their descriptors would cost more than all else. Whoever chooses one writes its cost anew.
     */
    float[] lately(StorageType type, double averageLoad, HowdahPlatformFilters platform) {
        float[] costs = lately.get(type.ordinal());
        if (costs == null) {
            costs = new float[nodes.length];
            for (int row = 0; row < costs.length; row++) {
                costs[row] = (float) cost(row, type, averageLoad, platform);
            }
            lately.set(type.ordinal(), costs);
        }
        return costs;
    }

    /** {@return the platform's limits for a new block of so many replicas, asked once per view; not to be changed} */
    int[] limits(int wanted, HowdahPlatformFilters platform) {
        if (wanted >= limits.length) {
            return platform.limits(0, wanted);
        }
        int[] known = limits[wanted];
        if (known == null) {
            known = platform.limits(0, wanted);
            limits[wanted] = known; // racing threads write the same
        }
        return known;
    }

    ClusterCopysets copysets() {
        return copysets;
    }

    DatanodeDescriptor node(int row) {
        return nodes[row];
    }

    int size() {
        return nodes.length;
    }

    /** {@return row of a node, or -1} */
    int row(Node node) {
        return rows.of(node);
    }

    /** {@return the node's storages as of its last heartbeat} */
    HowdahNodeStorages storages(int row) {
        HowdahNodeStorages known = storages[row];
        if (known == null || !known.current(nodes[row])) {
            known = new HowdahNodeStorages(nodes[row]);
            storages[row] = known; // racing threads write the same
        }
        return known;
    }

    /** {@return whether the node is still on the rack this view has it on} */
    @SuppressWarnings("ReferenceEquality") // nearly always the same string
    boolean sameRack(int row) {
        String now = nodes[row].getNetworkLocation();
        return now == racks[row] || racks[row].equals(now);
    }

    /** {@return whether racks are the topology's only level} */
    boolean flat() {
        return flat;
    }

    /** {@return storage types some node has} */
    Set<StorageType> storageTypes() {
        return storageTypes;
    }

    InventoryState inventory() {
        return inventory;
    }

    int unknownNodes() {
        return unknownNodes;
    }

    int rackMismatches() {
        return rackMismatches;
    }
}
