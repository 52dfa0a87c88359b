// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.placement.PlacementMetrics;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;

/**
 * Places the same number of blocks through the stock policy and through the shipped
 * {@link FailureDomainPlacementPolicy}, on the same simulated cluster (real descriptors, real topology), and counts what
 * a failure would cost.
 */
public final class PlacementSimulation {
    private static final long CAPACITY = 1L << 50;
    private static final long BLOCK_SIZE = 128L << 20;

    private PlacementSimulation() {}

    /**
     * What to simulate.
     *
     * @param inventory the cluster
     * @param blocks blocks to place, at least 1
     * @param replication replicas of a block, at least 1
     * @param failedFraction share of the nodes that fail at once, for the estimate of loss
     * @param seed for our policy and the writers (the stock policy draws from an unseeded source)
     */
    public record Spec(Inventory inventory, int blocks, int replication, double failedFraction, long seed) {
        /** Replication 3, 1% of the nodes down, a fixed seed. */
        public static Spec of(Inventory inventory, int blocks) {
            return new Spec(inventory, blocks, 3, 0.01, 20_260_101);
        }
    }

    /** Both outcomes on the same cluster. */
    public record Report(Spec spec, Outcome stock, Outcome ours) {}

    /**
     * What one policy did.
     *
     * @param policy simple name of the policy's class
     * @param blocks blocks placed
     * @param underReplicated blocks with fewer replicas than asked for
     * @param hostViolations blocks with two or more replicas on one physical host
     * @param backendViolations blocks with two or more replicas on one storage backend (0 where none is stated)
     * @param blocksByRacks number of racks to number of blocks on so many
     * @param distinctReplicaSets number of different sets of nodes
     * @param lossProbability estimated chance that at least one block loses all replicas when the stated share of nodes
     *     fails at once: 1-(1-C(F,R)/C(N,R))^sets (Cidon et al., Copysets, USENIX ATC 2013)
     * @param failedNodes F of that formula
     * @param worstHost the physical host whose loss hurts most: counted, not estimated
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
            double lossProbability,
            int failedNodes,
            HostLoss worstHost,
            double seconds) {
        /** {@return mean number of racks of a block} */
        public double meanRacks() {
            return blocksByRacks.entrySet().stream()
                            .mapToDouble(e -> e.getKey() * (double) e.getValue())
                            .sum()
                    / Math.max(1, blocks);
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
        Path file = Files.createTempFile("howdah-simulation", ".yaml");
        try {
            InventoryWriter.write(spec.inventory(), file);
            Configuration conf = new Configuration(false);
            conf.set(
                    PlacementSettings.INVENTORY_FILE.name(),
                    file.toAbsolutePath().toString());
            Outcome stock = place(spec, conf, null);
            Outcome ours = place(spec, conf, new Random(spec.seed()));
            return new Report(spec, stock, ours);
        } finally {
            Files.deleteIfExists(file);
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
            cluster.add(node.host(), node.rack(), EnumSet.of(StorageType.DISK), CAPACITY);
        }
        return cluster;
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

    private static Outcome place(Spec spec, Configuration conf, Random ours) {
        HowdahSimulatedCluster cluster = build(spec.inventory(), conf);
        BlockPlacementPolicy policy =
                ours == null ? cluster.newDefaultPolicy(conf) : cluster.initialize(seededPolicy(ours), conf);
        Random writers = new Random(spec.seed());
        List<DatanodeDescriptor> nodes = cluster.nodes();
        BlockStoragePolicy hot = BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();
        Tally tally = new Tally(spec);
        long nanos = 0;
        for (int block = 0; block < spec.blocks(); block++) {
            DatanodeDescriptor writer = nodes.get(writers.nextInt(nodes.size()));
            long start = System.nanoTime();
            DatanodeStorageInfo[] targets = policy.chooseTarget(
                    "/simulated", spec.replication(), writer, new ArrayList<>(), false, null, BLOCK_SIZE, hot, null);
            nanos += System.nanoTime() - start;
            tally.count(targets);
        }
        String name = ours == null ? "BlockPlacementPolicyDefault" : "FailureDomainPlacementPolicy";
        return tally.outcome(name, nanos / 1e9);
    }

    private static final class Tally {
        private final Spec spec;
        private final Map<Integer, Integer> byRacks = new TreeMap<>();
        private final Set<Set<String>> replicaSets = new HashSet<>();
        private final Map<String, int[]> losses = new HashMap<>();
        private int underReplicated;
        private int hostViolations;
        private int backendViolations;

        Tally(Spec spec) {
            this.spec = spec;
        }

        void count(DatanodeStorageInfo[] targets) {
            Set<String> nodes = new TreeSet<>();
            Set<String> racks = new HashSet<>();
            Map<String, Integer> hosts = new HashMap<>();
            Map<String, Integer> backends = new HashMap<>();
            for (DatanodeStorageInfo target : targets) {
                DatanodeDescriptor node = target.getDatanodeDescriptor();
                InventoryNode known = spec.inventory().find(node.getHostName());
                nodes.add(node.getHostName());
                racks.add(node.getNetworkLocation());
                hosts.merge(known.value(FailureDomain.HOST), 1, Integer::sum);
                if (known.value(FailureDomain.BACKEND) != null) {
                    backends.merge(known.value(FailureDomain.BACKEND), 1, Integer::sum);
                }
            }
            underReplicated += targets.length < spec.replication() ? 1 : 0;
            hostViolations += hosts.values().stream().anyMatch(count -> count > 1) ? 1 : 0;
            backendViolations += backends.values().stream().anyMatch(count -> count > 1) ? 1 : 0;
            byRacks.merge(racks.size(), 1, Integer::sum);
            replicaSets.add(nodes);
            hosts.forEach((host, replicas) -> {
                int[] loss = losses.computeIfAbsent(host, h -> new int[2]);
                loss[0] += replicas > 1 ? 1 : 0;
                loss[1] += replicas == targets.length ? 1 : 0;
            });
        }

        Outcome outcome(String policy, double seconds) {
            HostLoss worst = losses.entrySet().stream()
                    .map(e -> new HostLoss(e.getKey(), e.getValue()[0], e.getValue()[1]))
                    .max(Comparator.comparingInt(HostLoss::losingAll)
                            .thenComparingInt(HostLoss::losingTwoOrMore)
                            .thenComparing(HostLoss::host))
                    .orElse(new HostLoss(null, 0, 0));
            int nodes = spec.inventory().size();
            int failed = (int) Math.ceil(nodes * spec.failedFraction() - 1e-9);
            return new Outcome(
                    policy,
                    spec.blocks(),
                    underReplicated,
                    hostViolations,
                    backendViolations,
                    byRacks,
                    replicaSets.size(),
                    lossProbability(nodes, failed, spec.replication(), replicaSets.size()),
                    failed,
                    worst,
                    seconds);
        }
    }

    /** 1-(1-C(failed,r)/C(nodes,r))^sets, computed with logarithms: the ratio is tiny. */
    static double lossProbability(int nodes, int failed, int replication, long sets) {
        double ratio = 1;
        for (int i = 0; i < replication; i++) {
            ratio *= Math.max(0, failed - i) / (double) Math.max(1, nodes - i);
        }
        return -Math.expm1(sets * Math.log1p(-Math.min(ratio, 1)));
    }
}
