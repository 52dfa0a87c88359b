// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.simulation.PlacementSimulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicies;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.NetworkTopology;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureDomainPlacementPolicyTest {
    private static final long BLOCK = 1L << 20;
    private static final BlockStoragePolicySuite SUITE = BlockStoragePolicySuite.createDefaultSuite();

    @TempDir
    Path directory;

    private final Configuration conf = new Configuration(false);
    private HowdahSimulatedCluster cluster;
    private final StringBuilder inventory = new StringBuilder("schemaVersion: 1\nnodes:\n");

    @BeforeEach
    void start() {
        cluster = new HowdahSimulatedCluster(conf);
    }

    @Test
    void storageTypes_fallBackBeforeAHostIsShared() throws Exception {
        // ALL_SSD: two SSDs, both on hv1; the disks of hv2 are the policy's fallback.
        node("a", "/r1", "hv1", StorageType.SSD);
        node("b", "/r2", "hv1", StorageType.SSD);
        node("c", "/r2", "hv2", StorageType.DISK);
        BlockStoragePolicy allSsd = SUITE.getPolicy("ALL_SSD");
        FailureDomainPlacementPolicy policy = policy();
        for (int i = 0; i < 50; i++) {
            DatanodeStorageInfo[] targets = choose(policy, 2, null, allSsd, null);
            assertThat(hosts(targets)).containsExactlyInAnyOrder("hv1", "hv2");
        }
    }

    @Test
    void oneSsd_takesExactlyOneSsd() throws Exception {
        node("a", "/r1", "hv1", StorageType.SSD, StorageType.DISK);
        node("b", "/r1", "hv2", StorageType.SSD, StorageType.DISK);
        node("c", "/r2", "hv3", StorageType.SSD, StorageType.DISK);
        node("d", "/r2", "hv4", StorageType.SSD, StorageType.DISK);
        FailureDomainPlacementPolicy policy = policy();
        for (int i = 0; i < 50; i++) {
            DatanodeStorageInfo[] targets = choose(policy, 3, null, SUITE.getPolicy("ONE_SSD"), null);
            assertThat(targets)
                    .extracting(DatanodeStorageInfo::getStorageType)
                    .containsExactlyInAnyOrder(StorageType.SSD, StorageType.DISK, StorageType.DISK);
        }
    }

    @Test
    void hints_giveWayToTheHardRule_andHoldOtherwise() throws Exception {
        DatanodeDescriptor writer = node("a", "/r1", "hv1", StorageType.DISK);
        node("b", "/r2", "hv2", StorageType.DISK);
        node("c", "/r2", "hv2", StorageType.DISK);
        DatanodeDescriptor other = node("d", "/r1", "hv3", StorageType.DISK);
        FailureDomainPlacementPolicy policy = policy();
        EnumSet<AddBlockFlag> noLocal = EnumSet.of(AddBlockFlag.NO_LOCAL_WRITE);
        for (int i = 0; i < 30; i++) {
            assertThat(nodes(choose(policy, 2, writer, SUITE.getDefaultPolicy(), noLocal)))
                    .doesNotContain(writer);
            assertThat(nodes(choose(policy, 3, writer, SUITE.getDefaultPolicy(), noLocal)))
                    .contains(writer, other);
        }
    }

    @Test
    void writer_comesFirst_andTheRestFollowsTheStockOrder() throws Exception {
        Random random = new Random(5);
        for (int n = 0; n < 40; n++) {
            node("dn" + n, "/r" + n % 4, "hv" + n / 2, StorageType.DISK);
        }
        FailureDomainPlacementPolicy policy = policy();
        for (int i = 0; i < 300; i++) {
            DatanodeDescriptor writer = cluster.nodes().get(random.nextInt(40));
            List<DatanodeDescriptor> targets = nodes(choose(policy, 3, writer, SUITE.getDefaultPolicy(), null));
            assertThat(targets.get(0)).isEqualTo(writer);
            assertThat(targets.get(1).getNetworkLocation()).isNotEqualTo(writer.getNetworkLocation());
            assertThat(targets.get(2).getNetworkLocation())
                    .isEqualTo(targets.get(1).getNetworkLocation());
        }
    }

    @Test
    void chooseTarget_isSafeForManyThreads_whileNodesComeAndGo() throws Exception {
        for (int n = 0; n < 30; n++) {
            node("dn" + n, "/r" + n % 3, "hv" + n / 3, StorageType.DISK);
        }
        for (int n = 30; n < 40; n++) {
            inventory
                    .append("  - {host: dn")
                    .append(n)
                    .append(", rack: /r0, physicalHost: hv")
                    .append(n / 3)
                    .append("}\n");
        }
        FailureDomainPlacementPolicy policy = policy();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            writers.add(pool.submit(() -> {
                for (int i = 0; i < 2_000; i++) {
                    DatanodeStorageInfo[] targets = choose(policy, 3, null, SUITE.getDefaultPolicy(), null);
                    Set<String> hosts = Arrays.stream(targets)
                            .map(t -> Integer.parseInt(t.getDatanodeDescriptor()
                                            .getHostName()
                                            .substring(2))
                                    / 3)
                            .map(String::valueOf)
                            .collect(Collectors.toSet());
                    if (targets.length != 3 || hosts.size() != 3) {
                        wrong.add(Arrays.toString(targets));
                    }
                }
            }));
        }
        for (int n = 30; n < 40; n++) {
            DatanodeDescriptor joined = cluster.add("dn" + n, "/r0", EnumSet.of(StorageType.DISK), 1000 * BLOCK);
            cluster.remove(cluster.nodes().get(n - 30));
            assertThat(joined).isNotNull();
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        pool.shutdown();
        assertThat(wrong).isEmpty();
    }

    @Test
    void chooseTarget_neverUsesARemovedNode_whenAnotherTookItsPlaceAMomentAgo() throws Exception {
        DatanodeDescriptor a = node("a", "/r1", "hv1", StorageType.DISK);
        DatanodeDescriptor b = node("b", "/r2", "hv2", StorageType.DISK);
        inventory.append("  - {host: c, rack: /r2, physicalHost: hv3}\n");
        FailureDomainPlacementPolicy policy = policy();
        assertThat(nodes(choose(policy, 2, null, SUITE.getDefaultPolicy(), null)))
                .containsExactlyInAnyOrder(a, b);
        cluster.remove(b);
        DatanodeDescriptor c = cluster.add("c", "/r2", EnumSet.of(StorageType.DISK), 1000 * BLOCK);
        assertThat(nodes(choose(policy, 2, null, SUITE.getDefaultPolicy(), null)))
                .containsExactlyInAnyOrder(a, c);
    }

    @Test
    void verify_isSatisfied_whenNoUsableHostIsLeft_andNotBefore() throws Exception {
        DatanodeDescriptor a = node("a", "/r1", "hv1", StorageType.DISK);
        DatanodeDescriptor b = node("b", "/r2", "hv1", StorageType.DISK);
        DatanodeDescriptor c = node("c", "/r2", "hv2", StorageType.DISK);
        FailureDomainPlacementPolicy policy = policy();
        BlockPlacementStatus status = policy.verifyBlockPlacement(new DatanodeInfo[] {a, b}, 2);
        assertThat(status.isPlacementPolicySatisfied()).isFalse();
        assertThat(status.getAdditionalReplicasRequired()).isEqualTo(1);
        assertThat(status.getErrorDescription()).isEqualTo("1 replica(s) should be on another host or backend.");
        assertThat(policy.verifyBlockPlacement(new DatanodeInfo[] {a, c}, 2).isPlacementPolicySatisfied())
                .isTrue();

        c.startDecommission();
        FailureDomainPlacementPolicy later = policy();
        assertThat(later.verifyBlockPlacement(new DatanodeInfo[] {a, b}, 2).isPlacementPolicySatisfied())
                .as("a stricter verdict would block the decommissioning for ever")
                .isTrue();
        assertThat(later.verifyBlockPlacement(null, 2).isPlacementPolicySatisfied())
                .isFalse();
    }

    @Test
    void balancersPolicy_worksWithoutStatisticsOrHostMap_andRefusesWithoutAnInventory() throws Exception {
        conf.set("dfs.block.replicator.classname", FailureDomainPlacementPolicy.class.getName());
        assertThatThrownBy(() -> new BlockPlacementPolicies(conf, null, new NetworkTopology(), null))
                .hasMessageContaining("howdah.placement.inventory.file is not set on this machine");
        DatanodeInfo a = node("a", "/r1", "hv1", StorageType.DISK);
        DatanodeInfo b = node("b", "/r2", "hv2", StorageType.DISK);
        DatanodeInfo c = node("c", "/r2", "hv1", StorageType.DISK);
        DatanodeInfo d = node("d", "/r3", "hv3", StorageType.DISK);
        setInventory();
        var policy = new BlockPlacementPolicies(conf, null, new NetworkTopology(), null)
                .getPolicy(org.apache.hadoop.hdfs.protocol.BlockType.CONTIGUOUS);
        assertThat(policy.isMovable(List.of(a, b, c), b, c))
                .as("onto the host of a")
                .isFalse();
        assertThat(policy.isMovable(List.of(a, b, d), b, d)).isTrue();
        assertThat(policy.isMovable(List.of(a, b, c), a, c))
                .as("within the host: one rack would be left")
                .isFalse();
    }

    @Test
    void refusesToBegin_inOneLine_whenTheInventoryIsBroken() throws Exception {
        Path file = Files.writeString(directory.resolve("broken.yaml"), "schemaVersion: 1\nnodes: nothing\n");
        conf.set("howdah.placement.inventory.file", file.toString());
        assertThatThrownBy(() -> cluster.initialize(new FailureDomainPlacementPolicy(), conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":2: found the value 'nothing'; allowed: a list of nodes");
    }

    private DatanodeDescriptor node(
            String name, String rack, String physicalHost, StorageType first, StorageType... more) {
        inventory.append("  - {host: ").append(name).append(", rack: ").append(rack);
        inventory.append(", physicalHost: ").append(physicalHost).append("}\n");
        return cluster.add(name, rack, EnumSet.of(first, more), 1000 * BLOCK);
    }

    private void setInventory() throws Exception {
        Path file = Files.writeString(directory.resolve("inventory.yaml"), inventory);
        conf.set("howdah.placement.inventory.file", file.toString());
        conf.set("howdah.placement.poll", "1h");
        conf.set("dfs.blocksize", Long.toString(BLOCK));
    }

    private FailureDomainPlacementPolicy policy() throws Exception {
        setInventory();
        return cluster.initialize(PlacementSimulation.seededPolicy(new Random(1)), conf);
    }

    private DatanodeStorageInfo[] choose(
            FailureDomainPlacementPolicy policy,
            int replicas,
            DatanodeDescriptor writer,
            BlockStoragePolicy storagePolicy,
            EnumSet<AddBlockFlag> flags) {
        return policy.chooseTarget("/f", replicas, writer, new ArrayList<>(), false, null, BLOCK, storagePolicy, flags);
    }

    private static List<DatanodeDescriptor> nodes(DatanodeStorageInfo[] targets) {
        return Arrays.stream(targets)
                .map(DatanodeStorageInfo::getDatanodeDescriptor)
                .toList();
    }

    private List<String> hosts(DatanodeStorageInfo[] targets) {
        return nodes(targets).stream()
                .map(node -> inventory
                        .toString()
                        .lines()
                        .filter(line -> line.contains("host: " + node.getHostName() + ","))
                        .map(line -> line.replaceAll(".*physicalHost: (\\w+).*", "$1"))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }
}
