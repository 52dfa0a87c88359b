// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetDraw;
import io.howdah.hdfs.placement.core.LiveCopysets;
import io.howdah.hdfs.placement.core.ReplicaRules;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;
import org.apache.hadoop.net.Node;

/**
 * The hot path: a new block, no hints, one storage type, a plan with copysets of its size. Answers it without a topology
 * lock and with next to no garbage; every node is put to the platform's own tests. Whatever is unusual gets no answer here
 * and goes to {@link TargetChooser}. Thread-safe.
 */
final class PlannedTargets {
    private static final EnumSet<AddBlockFlag> HINTS =
            EnumSet.of(AddBlockFlag.NO_LOCAL_WRITE, AddBlockFlag.NO_LOCAL_RACK, AddBlockFlag.IGNORE_CLIENT_LOCALITY);

    private final HowdahPlatformFilters filters;
    private final int minRacks;
    private volatile OneType lastType = new OneType(null, 0, null);

    /** The one storage type a policy wants for all of so many replicas, or null. */
    private record OneType(BlockStoragePolicy policy, int replicas, StorageType type) {}

    PlannedTargets(HowdahPlatformFilters filters, int minRacks) {
        this.filters = filters;
        this.minRacks = minRacks;
    }

    /** {@return the targets ordered as a pipeline, or null when the request is not of the common kind} */
    DatanodeStorageInfo[] choose(ClusterView view, HowdahTargetRequest request, RandomGenerator random) {
        int wanted = request.wanted();
        if (!request.chosen().isEmpty()
                || !request.favored().isEmpty()
                || request.storageTypes() != null
                || hinted(request.flags())
                || !filters.prefersLocal()) {
            return null;
        }
        StorageType type = oneType(request.policy(), wanted);
        LiveCopysets live = type == null ? null : view.copysets().ofSize(wanted, filters.erasureCoded(), type);
        if (live == null) {
            return null;
        }
        int[] limits = view.limits(wanted, filters);
        if (limits[0] != wanted) {
            return null;
        }
        int perRack = filters.erasureCoded()
                ? limits[1]
                : ReplicaRules.maxPerRack(
                        limits[1], wanted, minRacks, view.table().racks());
        Asked asked = new Asked(filters, view, request, type, filters.averageLoad());
        int first = first(view, asked, random);
        int[] rows = new int[wanted];
        return first >= 0 && CopysetDraw.draw(live, view.table(), first, perRack, view.draws(), asked, random, rows)
                ? pipeline(view, rows, asked.targets)
                : null;
    }

    /** The writer's node; else one of two on the writer's rack or anywhere; -1 when the writer's is not known. */
    private static int first(ClusterView view, Asked asked, RandomGenerator random) {
        Node writer = asked.request.writer();
        if (writer instanceof DatanodeDescriptor) {
            return view.row(writer);
        }
        CandidateTable table = view.table();
        int rack = writer == null ? CandidateTable.NONE : table.rackId(writer.getNetworkLocation());
        int[] scope = rack == CandidateTable.NONE ? table.allNodes() : table.nodesOfRack(rack);
        int one = scope[random.nextInt(scope.length)];
        int other = scope[random.nextInt(scope.length)];
        return asked.cost(one) <= asked.cost(other) ? one : other;
    }

    private static DatanodeStorageInfo[] pipeline(ClusterView view, int[] rows, DatanodeStorageInfo[] targets) {
        if (view.flat()) {
            Pipeline.order(view.table(), rows, targets);
            return targets;
        }
        return Pipeline.order(targets[0].getDatanodeDescriptor(), targets);
    }

    private static boolean hinted(EnumSet<AddBlockFlag> flags) {
        if (flags == null || flags.isEmpty()) {
            return false;
        }
        for (AddBlockFlag flag : HINTS) {
            if (flags.contains(flag)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // policies of a suite are made once
    private StorageType oneType(BlockStoragePolicy policy, int replicas) {
        OneType last = lastType;
        if (last.policy() != policy || last.replicas() != replicas) {
            List<StorageType> types = policy.chooseStorageTypes((short) replicas);
            boolean one = types.size() == replicas && types.stream().distinct().count() == 1;
            last = new OneType(policy, replicas, one ? types.get(0) : null);
            lastType = last;
        }
        return last.type();
    }

    /** One request's questions about nodes, and its targets once they are found. */
    private static final class Asked implements CopysetDraw.Nodes {
        private final HowdahPlatformFilters filters;
        private final ClusterView view;
        private final HowdahTargetRequest request;
        private final StorageType type;
        private final double averageLoad;
        private final float[] costs;
        private final DatanodeStorageInfo[] targets;

        Asked(
                HowdahPlatformFilters filters,
                ClusterView view,
                HowdahTargetRequest request,
                StorageType type,
                double averageLoad) {
            this.filters = filters;
            this.view = view;
            this.request = request;
            this.type = type;
            this.averageLoad = averageLoad;
            this.costs = view.lately(type, averageLoad, filters);
            this.targets = new DatanodeStorageInfo[request.wanted()];
        }

        @Override
        public boolean good(int[] rows) {
            // Room and cost first: they touch most of what is read, and the processor can fetch all nodes' at once. The
            // platform's test of a node asks for the time, which makes it wait for what it has asked for.
            for (int i = 0; i < rows.length; i++) {
                int row = rows[i];
                // With this block on it: a node's own report of it is a heartbeat away. Racing threads write about the
                // same.
                costs[row] =
                        (float) (view.cost(row, type, averageLoad, filters) + view.share(row, request.blockSize()));
                targets[i] = filters.storage(view.node(row), view.storages(row), request.blockSize(), type);
                if (targets[i] == null) {
                    return false;
                }
            }
            boolean anyLoad = request.writer() instanceof DatanodeDescriptor; // it is the first
            boolean avoidStale = filters.avoidsStale();
            for (int i = 0; i < rows.length; i++) {
                if (!good(rows[i], filters.checksLoad() && (i > 0 || !anyLoad), avoidStale)) {
                    return false;
                }
            }
            return true;
        }

        private boolean good(int row, boolean checkLoad, boolean avoidStale) {
            DatanodeDescriptor node = view.node(row);
            return node.getParent() != null // null: taken out of the topology
                    && view.sameRack(row)
                    && (request.excluded() == null || !request.excluded().contains(node))
                    && filters.good(node, checkLoad, avoidStale);
        }

        @Override
        public double cost(int row) {
            return costs[row];
        }
    }
}
