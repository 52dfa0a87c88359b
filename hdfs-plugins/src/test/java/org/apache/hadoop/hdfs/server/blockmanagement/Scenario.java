// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.net.NetworkTopologyWithNodeGroup;
import org.apache.hadoop.net.Node;

/**
 * One cluster in two dresses. For a stock policy a physical host is a node group (the last part of the network location)
 * and an upgrade domain an attribute of the DataNode; for ours both are in the inventory and the location is the rack.
 */
final class Scenario {
    static final long BLOCK = 1L << 20;
    static final BlockStoragePolicySuite SUITE = BlockStoragePolicySuite.createDefaultSuite();
    static final BlockStoragePolicy HOT = SUITE.getDefaultPolicy();

    private final Map<String, Place> places = new LinkedHashMap<>();

    private record Place(String rack, String host, String upgradeDomain, EnumSet<StorageType> types) {}

    /** States a DataNode; host and upgrade domain may be null. */
    Scenario node(String name, String rack, String host, String upgradeDomain, StorageType... types) {
        EnumSet<StorageType> storages = EnumSet.noneOf(StorageType.class);
        storages.addAll(types.length == 0 ? List.of(StorageType.DISK) : Arrays.asList(types));
        places.put(name, new Place(rack, host, upgradeDomain, storages));
        return this;
    }

    /** The scenario on {@code BlockPlacementPolicyWithNodeGroup}, in the topology it insists on. */
    Running nodeGroup() {
        Configuration conf = new Configuration(false);
        conf.setBoolean(DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_KEY, false);
        conf.set(CommonConfigurationKeysPublic.NET_TOPOLOGY_IMPL_KEY, NetworkTopologyWithNodeGroup.class.getName());
        return run(conf, place -> place.rack() + "/" + place.host(), new BlockPlacementPolicyWithNodeGroup());
    }

    /** The scenario on {@code BlockPlacementPolicyWithUpgradeDomain}. */
    Running upgradeDomain() {
        Running running = run(new Configuration(false), Place::rack, new BlockPlacementPolicyWithUpgradeDomain());
        running.nodes.forEach(
                (name, node) -> node.setUpgradeDomain(places.get(name).upgradeDomain()));
        return running;
    }

    /** The scenario on {@code AvailableSpaceBlockPlacementPolicy} with its default settings. */
    Running availableSpace() {
        return run(new Configuration(false), Place::rack, new AvailableSpaceBlockPlacementPolicy());
    }

    /** The scenario on ours. The seed makes its choices repeatable. */
    Running ours(Path directory, String hardDomains, long seed) throws IOException {
        return ours(directory, hardDomains, new Configuration(false), seed);
    }

    /** The scenario on ours with a plan for three replicas on disks. */
    Running oursPlanned(Path directory, int scatterWidth, long seed) throws Exception {
        Configuration conf = new Configuration(false);
        InventoryBuilder inventory = new InventoryBuilder("scenario").schemaVersion(new Field("1", 0));
        for (Map.Entry<String, Place> node : places.entrySet()) {
            String host = node.getValue().host() == null
                    ? node.getKey()
                    : node.getValue().host();
            inventory.node(
                    0,
                    Map.of(
                            "host", new Field(node.getKey(), 0),
                            "rack", new Field(node.getValue().rack(), 0),
                            "physicalHost", new Field(host, 0)));
        }
        Path file = Files.createTempFile(directory, "plan", ".json");
        PlanSpec spec = PlanSpec.replicated(3, scatterWidth);
        PlanFile.write(
                CopysetPlanner.plan(inventory.build(), spec, null, new Random(seed))
                        .plan(),
                file);
        conf.set("howdah.placement.plan.file", file.toString());
        return ours(directory, "host,backend", conf, seed);
    }

    Running ours(Path directory, String hardDomains, Configuration conf, long seed) throws IOException {
        Path file = Files.createTempFile(directory, "inventory", ".yaml");
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        places.forEach((name, place) -> {
            yaml.append("  - {host: ").append(name).append(", rack: ").append(place.rack());
            yaml.append(", physicalHost: ").append(place.host() == null ? name : place.host());
            if (place.upgradeDomain() != null) {
                yaml.append(", upgradeDomain: ud").append(place.upgradeDomain());
            }
            yaml.append("}\n");
        });
        Files.writeString(file, yaml);
        conf.set("howdah.placement.inventory.file", file.toString());
        conf.set("howdah.placement.hard-domains", hardDomains);
        conf.set("howdah.placement.poll", "1h");
        conf.set(DFSConfigKeys.DFS_BLOCK_SIZE_KEY, Long.toString(BLOCK));
        FailureDomainPlacementPolicy policy = PlacementSimulation.seededPolicy(new Random(seed));
        return run(conf, Place::rack, policy);
    }

    private Running run(Configuration conf, Function<Place, String> location, BlockPlacementPolicyDefault policy) {
        HowdahSimulatedCluster cluster = new HowdahSimulatedCluster(conf);
        Map<String, DatanodeDescriptor> nodes = new LinkedHashMap<>();
        places.forEach((name, place) ->
                nodes.put(name, cluster.add(name, location.apply(place), place.types(), 1000 * BLOCK)));
        return new Running(cluster, nodes, cluster.initialize(policy, conf));
    }

    /** A policy on its cluster. */
    final class Running {
        final HowdahSimulatedCluster cluster;
        final BlockPlacementPolicyDefault policy;
        private final Map<String, DatanodeDescriptor> nodes;

        private Running(
                HowdahSimulatedCluster cluster,
                Map<String, DatanodeDescriptor> nodes,
                BlockPlacementPolicyDefault policy) {
            this.cluster = cluster;
            this.nodes = nodes;
            this.policy = policy;
        }

        DatanodeDescriptor node(String name) {
            return nodes.get(name);
        }

        DatanodeInfo[] infos(String... names) {
            return Stream.of(names).map(nodes::get).toArray(DatanodeInfo[]::new);
        }

        List<DatanodeStorageInfo> storages(String... names) {
            List<DatanodeStorageInfo> storages = new ArrayList<>();
            Stream.of(names).forEach(name -> storages.add(nodes.get(name).getStorageInfos()[0]));
            return storages;
        }

        /** Names of the targets of a new block, the writer a DataNode or null. */
        List<String> choose(int replicas, String writer, String... excluded) {
            return choose(replicas, writer, List.of(), excluded);
        }

        /** Names of the targets for a block that has replicas. */
        List<String> choose(int replicas, String writer, List<String> chosen, String... excluded) {
            Set<Node> avoid = new HashSet<>();
            Stream.of(excluded).forEach(name -> avoid.add(nodes.get(name)));
            return names(policy.chooseTarget(
                    "/f",
                    replicas,
                    writer == null ? null : nodes.get(writer),
                    storages(chosen.toArray(String[]::new)),
                    false,
                    avoid,
                    BLOCK,
                    HOT,
                    null));
        }

        /** Names of the targets of a new block with favored nodes. */
        List<String> chooseFavored(int replicas, String writer, String... favored) {
            List<DatanodeDescriptor> wishes = Stream.of(favored).map(nodes::get).toList();
            return names(policy.chooseTarget(
                    "/f", replicas, nodes.get(writer), new HashSet<>(), BLOCK, new ArrayList<>(wishes), HOT, null));
        }

        BlockPlacementStatus verify(String... names) {
            return policy.verifyBlockPlacement(infos(names), names.length);
        }

        /** Whether the Balancer may move the replica on {@code source} to {@code target}. */
        boolean movable(List<String> replicas, String source, String target) {
            List<DatanodeInfo> candidates = new ArrayList<>();
            replicas.forEach(name -> candidates.add(nodes.get(name)));
            candidates.add(nodes.get(target));
            return policy.isMovable(candidates, nodes.get(source), nodes.get(target));
        }

        /** Names of the replicas to delete until {@code keep} are left. */
        List<String> delete(int keep, String added, String hint, String... replicas) {
            List<DatanodeStorageInfo> all = storages(replicas);
            return policy
                    .chooseReplicasToDelete(
                            all,
                            all,
                            keep,
                            HOT.chooseExcess((short) keep, DatanodeStorageInfo.toStorageTypes(all)),
                            nodes.get(added),
                            nodes.get(hint))
                    .stream()
                    .map(storage -> storage.getDatanodeDescriptor().getHostName())
                    .toList();
        }

        void fill(String name, long capacityBlocks, long remainingBlocks) {
            cluster.setRemaining(nodes.get(name), capacityBlocks * BLOCK, remainingBlocks * BLOCK);
        }

        private List<String> names(DatanodeStorageInfo[] targets) {
            return Stream.of(targets)
                    .map(target -> target.getDatanodeDescriptor().getHostName())
                    .toList();
        }
    }

    String rack(String name) {
        return places.get(name).rack();
    }

    String host(String name) {
        return places.get(name).host();
    }

    long racks(List<String> names) {
        return names.stream().map(this::rack).distinct().count();
    }

    long hosts(List<String> names) {
        return names.stream().map(this::host).distinct().count();
    }

    long upgradeDomains(List<String> names) {
        return names.stream()
                .map(name -> places.get(name).upgradeDomain())
                .distinct()
                .count();
    }

    Set<String> names() {
        return places.keySet();
    }
}
