// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.FailureDomainErasureCodedPolicy;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.placement.PlacementMetrics;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.DomainLoss;
import io.howdah.hdfs.simulation.core.Estimate;
import io.howdah.hdfs.simulation.core.LossFormula;
import io.howdah.hdfs.simulation.core.LossSampler;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import io.howdah.hdfs.simulation.core.PlacedSets;
import io.howdah.hdfs.simulation.core.RebuildTime;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;

/**
 * Places the same number of blocks through the stock policy and through the shipped
 * {@link FailureDomainPlacementPolicy}, on the same simulated cluster (real descriptors, real topology), and counts what
 * a failure would cost.
 */
public final class PlacementSimulation {
    static final long BLOCK_SIZE = 128L << 20;
    private static final long CAPACITY = 1L << 50;
    private static final long TRIAL_WORK = 20_000_000;

    private PlacementSimulation() {}

    /**
     * What to simulate.
     *
     * @param inventory the cluster
     * @param plan the copysets our policy places in, or null for hard rules only
     * @param blocks blocks to place, at least 1
     * @param shape replicas, or units of an erasure-coded group
     * @param failedFraction share of the nodes that fail at once
     * @param seed for our policy and the writers (the stock policy draws from an unseeded source)
     * @param rebuildBlocks blocks on the node whose rebuild is looked at; 0 = do not look
     * @param failures a log to replay, or null
     */
    public record Spec(
            Inventory inventory,
            CopysetPlan plan,
            int blocks,
            BlockShape shape,
            double failedFraction,
            long seed,
            int rebuildBlocks,
            FailureReplay failures) {
        /** Replication 3, no plan, 1% of the nodes down, a fixed seed; no rebuild, no log. */
        public static Spec of(Inventory inventory, int blocks) {
            return new Spec(inventory, null, blocks, BlockShape.replicas(3), 0.01, 20_260_101, 0, null);
        }
    }

    /**
     * Plans the copysets for one kind of block on disks: physical host and storage backend are hard, two racks.
     *
     * @param previous the plan to extend, or null
     * @param scatterWidth nodes each node is to share a set with
     */
    public static CopysetPlan plan(
            Inventory inventory, BlockShape shape, int scatterWidth, CopysetPlan previous, long seed) {
        PlanSpec spec = new PlanSpec(
                List.of(new PlanSpec.Group(shape.size(), shape.parity(), StorageType.DISK.name(), scatterWidth)),
                List.of(FailureDomain.HOST, FailureDomain.BACKEND),
                2);
        return CopysetPlanner.plan(inventory, spec, previous, new Random(seed)).plan();
    }

    /** {@return copysets the plan has for blocks of that shape on disks; 0 without a plan} */
    public static int copysets(CopysetPlan plan, BlockShape shape) {
        return plan == null
                ? 0
                : plan.group(shape.size(), shape.erasureCoded(), StorageType.DISK.name())
                        .map(CopysetGroup::setCount)
                        .orElse(0);
    }

    /** Both outcomes on the same cluster. */
    public record Report(Spec spec, Outcome stock, Outcome ours) {}

    /**
     * What one policy did.
     *
     * @param policy simple name of the policy's class
     * @param blocks blocks placed
     * @param underReplicated blocks with fewer replicas than asked for
     * @param hostViolations blocks with more on one physical host than that may take away
     * @param backendViolations the same for storage backends (0 where none is stated)
     * @param blocksByRacks number of racks to number of blocks on so many
     * @param distinctReplicaSets number of different sets of nodes
     * @param scatterWidth median number of nodes a node shares a set with
     * @param failedNodes nodes that fail at once
     * @param lossProbability chance that at least one block is lost then, by {@link LossFormula} from the distinct sets
     * @param lossCounted the same counted in random failures
     * @param racks loss of one whole rack
     * @param hosts loss of one whole physical host
     * @param worstHost the physical host whose loss hurts most: counted, not estimated
     * @param rebuild who restores one lost node, or null when not looked at
     * @param failures what the log did, for each reach of a failed disk; empty without a log
     * @param seconds time spent choosing
     */
    public record Outcome(
            String policy,
            int blocks,
            int underReplicated,
            int hostViolations,
            int backendViolations,
            Map<Integer, Integer> blocksByRacks,
            int distinctReplicaSets,
            int scatterWidth,
            int failedNodes,
            double lossProbability,
            Estimate lossCounted,
            DomainLoss racks,
            DomainLoss hosts,
            HostLoss worstHost,
            RebuildTime rebuild,
            List<FailureReplay.Result> failures,
            double seconds) {
        /** {@return mean number of racks of a block} */
        public double meanRacks() {
            return blocksByRacks.entrySet().stream()
                            .mapToDouble(e -> e.getKey() * (double) e.getValue())
                            .sum()
                    / Math.max(1, blocks);
        }

        /**
         * Distinct sets when the cluster holds more blocks than were placed: extrapolated, with all sets taken as
         * equally likely.
         */
        public double setsWith(double moreBlocks) {
            return LossFormula.expectedDistinct(LossFormula.possibleSets(distinctReplicaSets, blocks), moreBlocks);
        }
    }

    /**
     * What the loss of one physical host does.
     *
     * @param host the host, or null when no block was placed
     * @param losingTwoOrMore blocks that lose two replicas or more
     * @param losingAll blocks that lose every replica
     */
    public record HostLoss(String host, int losingTwoOrMore, int losingAll) {}

    /**
     * A cluster by numbers: host h stands on rack h mod racks, node n runs on host n mod hosts.
     *
     * @throws IllegalArgumentException unless 1 &lt;= racks &lt;= hosts &lt;= nodes
     */
    public static Inventory cluster(int nodes, int racks, int hosts) {
        if (racks < 1 || hosts < racks || nodes < hosts) {
            throw new IllegalArgumentException("nodes=" + nodes + " racks=" + racks + " hosts=" + hosts
                    + ": not allowed; allowed: 1 <= racks <= hosts <= nodes");
        }
        InventoryBuilder builder = new InventoryBuilder("generated");
        try {
            builder.schemaVersion(field(Integer.toString(Inventory.SCHEMA_VERSION)));
            for (int n = 0; n < nodes; n++) {
                int host = n % hosts;
                builder.node(
                        n + 1,
                        Map.of(
                                "host", field("dn" + (n + 1)),
                                "rack", field("/rack" + (host % racks + 1)),
                                "physicalHost", field("hv" + (host + 1))));
            }
            return builder.build();
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static InventoryBuilder.Field field(String value) {
        return new InventoryBuilder.Field(value, 0);
    }

    /**
     * Runs both policies.
     *
     * @throws IOException when the temporary inventory file cannot be written
     */
    public static Report run(Spec spec) throws IOException {
        try (SimulationFiles files = new SimulationFiles(spec.inventory(), spec.plan())) {
            Outcome stock = outcome(
                    spec, files, spec.shape().erasureCoded() ? Contender.RACK_FAULT_TOLERANT : Contender.DEFAULT);
            Outcome ours = outcome(spec, files, Contender.ours(spec.shape()));
            return new Report(spec, stock, ours);
        }
    }

    /**
     * Builds the inventory's cluster: one disk with a pebibyte free per node.
     *
     * @param conf decides on the topology class
     */
    public static HowdahSimulatedCluster build(Inventory inventory, Configuration conf) {
        HowdahSimulatedCluster cluster = new HowdahSimulatedCluster(conf);
        for (InventoryNode node : inventory.nodes()) {
            add(cluster, node);
        }
        return cluster;
    }

    static DatanodeDescriptor add(HowdahSimulatedCluster cluster, InventoryNode node) {
        return cluster.add(node.host(), node.rack(), EnumSet.of(StorageType.DISK), CAPACITY);
    }

    /** The shipped policy with a given source of randomness, kept out of the JVM's metrics. */
    public static FailureDomainPlacementPolicy seededPolicy(RandomGenerator random) {
        return new FailureDomainPlacementPolicy() {
            @Override
            protected RandomGenerator random() {
                return random;
            }

            @Override
            protected PlacementMetrics metrics() {
                return PlacementMetrics.detached();
            }
        };
    }

    /** The shipped policy of erasure-coded blocks with a given source of randomness, kept out of the JVM's metrics. */
    public static FailureDomainErasureCodedPolicy seededErasureCodedPolicy(RandomGenerator random) {
        return new FailureDomainErasureCodedPolicy() {
            @Override
            protected RandomGenerator random() {
                return random;
            }

            @Override
            protected PlacementMetrics metrics() {
                return PlacementMetrics.detached();
            }
        };
    }

    private static Outcome outcome(Spec spec, SimulationFiles files, Contender contender) {
        BlockShape shape = spec.shape();
        SimulatedPlacement placement =
                new SimulatedPlacement(spec.inventory(), files.conf(), contender, shape, spec.seed());
        SpreadTally tally = new SpreadTally(spec.inventory(), shape.size(), Math.max(1, shape.parity()));
        PlacedBlocks placed = new PlacedBlocks(shape.size());
        Random writers = new Random(spec.seed());
        for (int block = 0; block < spec.blocks(); block++) {
            int[] on = placement.place(placement.node(writers.nextInt(placement.size())));
            tally.count(on);
            if (on.length == shape.size()) {
                placed.add(on);
            }
        }
        double seconds = placement.seconds();
        int nodes = placement.size();
        int failed = LossFormula.failedNodes(nodes, spec.failedFraction());
        PlacedSets sets = placed.sets(nodes);
        double oneSet = nodes < shape.size() ? 0 : LossFormula.setLost(nodes, failed, shape.size(), shape.tolerated());
        List<FailureReplay.Result> failures = spec.failures() == null
                ? List.of()
                : spec.failures().run(placement, placed, shape.tolerated(), spec.seed());
        return new Outcome(
                contender.className(),
                spec.blocks(),
                tally.underReplicated(),
                tally.hostViolations(),
                tally.backendViolations(),
                tally.blocksByRacks(),
                sets.sets(),
                sets.medianScatterWidth(),
                failed,
                LossFormula.anyLost(oneSet, sets.sets()),
                LossSampler.sample(
                        sets,
                        failed,
                        shape.tolerated(),
                        LossSampler.affordableTrials(sets, failed, TRIAL_WORK),
                        new Random(spec.seed())),
                DomainLoss.of(sets, placement.domains(InventoryNode::rack), shape.tolerated()),
                DomainLoss.of(sets, placement.domains(InventoryNode::physicalHost), shape.tolerated()),
                tally.worstHost(),
                spec.rebuildBlocks() == 0 ? null : rebuild(spec, files, contender, spec.rebuildBlocks()),
                failures,
                seconds);
    }

    /** On a cluster of its own, because the node is gone afterwards. */
    static RebuildTime rebuild(Spec spec, SimulationFiles files, Contender contender, int blocks) {
        SimulatedPlacement placement =
                new SimulatedPlacement(spec.inventory(), files.conf(), contender, spec.shape(), spec.seed());
        return placement.rebuild(new Random(spec.seed()).nextInt(placement.size()), blocks);
    }
}
