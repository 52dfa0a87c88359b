// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureDomainErasureCodedPolicyTest {
    private static final long BLOCK = 1L << 20;
    private static final BlockStoragePolicy HOT =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();

    @TempDir
    Path directory;

    private final Configuration conf = new Configuration(false);
    private final Map<String, String> hosts = new HashMap<>();
    private final StringBuilder inventory = new StringBuilder("schemaVersion: 1\nnodes:\n");
    private HowdahSimulatedCluster cluster;

    @BeforeEach
    void start() {
        cluster = new HowdahSimulatedCluster(conf);
    }

    @ParameterizedTest
    @CsvSource({
        // units, racks, hosts per rack, nodes per host, most units of a rack, most units of a host
        "9,3,4,2,3,1", // RS(6,3)
        "9,5,4,2,2,1",
        "9,9,4,2,1,1",
        "9,3,2,3,3,2",
        "9,3,1,4,3,3", // a rack is a host: no more than m on it
        "9,2,4,3,5,2", // no layout survives a rack
        "5,3,3,2,2,1", // RS(3,2)
        "5,5,1,2,1,1",
        "14,4,4,2,4,1", // RS(10,4)
        "14,5,2,3,3,2",
        "3,2,3,2,2,1", // XOR(2,1)
        "3,3,1,2,1,1"
    })
    void chooseTarget_spreadsUnitsEvenly_overRacksAndHosts(
            int units, int racks, int hostsPerRack, int nodesPerHost, int mostOnRack, int mostOnHost) throws Exception {
        for (int rack = 0; rack < racks; rack++) {
            for (int host = 0; host < hostsPerRack; host++) {
                for (int node = 0; node < nodesPerHost; node++) {
                    node("dn" + rack + "-" + host + "-" + node, "/r" + rack, "hv" + rack + "-" + host);
                }
            }
        }
        FailureDomainErasureCodedPolicy policy = policy(new Random(7));
        for (int i = 0; i < 40; i++) {
            DatanodeDescriptor writer =
                    i % 2 == 0 ? null : cluster.nodes().get(i % cluster.nodes().size());
            List<DatanodeDescriptor> group = choose(policy, units, writer, List.of(), Set.of());
            assertThat(group).hasSize(units).doesNotHaveDuplicates();
            assertThat(most(group, DatanodeDescriptor::getNetworkLocation)).isEqualTo(mostOnRack);
            assertThat(least(group, DatanodeDescriptor::getNetworkLocation, racks))
                    .as("racks as even as can be")
                    .isGreaterThanOrEqualTo(units / racks);
            assertThat(most(group, this::host)).isEqualTo(mostOnHost);
            if (writer != null) {
                assertThat(group.get(0)).as("the writer's node first").isEqualTo(writer);
            }
        }
    }

    @Test
    void chooseTarget_keepsRacksEven_forUnitsAddedOneByOne() throws Exception {
        for (int rack = 0; rack < 10; rack++) {
            node("dn" + rack + "a", "/r" + rack, "hv" + rack + "a");
            node("dn" + rack + "b", "/r" + rack, "hv" + rack + "b");
        }
        FailureDomainErasureCodedPolicy policy = policy(new Random(3));
        List<DatanodeDescriptor> group = new ArrayList<>(choose(policy, 1, null, List.of(), Set.of()));
        while (group.size() < 20) {
            group.addAll(choose(policy, 1, null, group, Set.of()));
            assertThat(most(group, DatanodeDescriptor::getNetworkLocation)
                            - least(group, DatanodeDescriptor::getNetworkLocation, 10))
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "4", "5", "9"})
    void chooseTarget_putsTheUnitsOfAShortFileOnDifferentRacks(int racks) throws Exception {
        for (int n = 0; n < racks * 4; n++) {
            node("dn" + n, "/r" + n % racks, "hv" + n);
        }
        FailureDomainErasureCodedPolicy policy = policy(new Random(9));
        for (int i = 0; i < 50; i++) {
            List<DatanodeDescriptor> group = choose(policy, 9, null, List.of(), Set.of());
            // One data unit and the parity units.
            List<DatanodeDescriptor> units = List.of(group.get(0), group.get(6), group.get(7), group.get(8));
            assertThat(units.stream()
                            .map(DatanodeDescriptor::getNetworkLocation)
                            .distinct())
                    .hasSize(Math.min(4, racks));
        }
    }

    @Test
    void chooseTarget_sharesAHost_ratherThanPutMoreThanTheParityOnARack() throws Exception {
        for (int n = 0; n < 4; n++) {
            node("a" + n, "/r0", "lonely");
            node("b" + n, "/r1", "hvb" + n);
            node("c" + n, "/r2", "hvc" + n);
        }
        FailureDomainErasureCodedPolicy policy = policy(new Random(5));
        for (int i = 0; i < 30; i++) {
            List<DatanodeDescriptor> group = choose(policy, 9, null, List.of(), Set.of());
            assertThat(most(group, DatanodeDescriptor::getNetworkLocation)).isEqualTo(3);
            assertThat(most(group, this::host)).isEqualTo(3);
        }
    }

    /** Hadoop 3.5.0 and 3.4.3: the fallback to the remaining racks starts from an empty set of excluded nodes. */
    @Test
    void stock_takesANodeTheCallerExcluded_andOursDoesNot() throws Exception {
        node("a1", "/r0", "hva1");
        node("a2", "/r0", "hva2");
        node("a3", "/r0", "hva3");
        DatanodeDescriptor failed = node("b", "/r1", "hvb");
        BlockPlacementPolicy stock = cluster.newRackFaultTolerantPolicy(conf);
        assertThat(choose(stock, 4, null, List.of(), Set.of(failed)))
                .as("the client had excluded it")
                .contains(failed);
        assertThat(choose(policy(new Random(1)), 4, null, List.of(), Set.of(failed)))
                .hasSize(3)
                .doesNotContain(failed);
    }

    /** Hadoop 3.5.0 and 3.4.3: it looks for the fullest rack among no nodes (since HDFS-17052). */
    @Test
    void stock_failsWithAnException_whenNoNodeTakesAUnit_andOursAnswersWithNone() throws Exception {
        List<DatanodeDescriptor> all = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            all.add(node("dn" + n, "/r" + n % 3, "hv" + n));
            cluster.setRemaining(all.get(n), 1000 * BLOCK, BLOCK / 2);
        }
        BlockPlacementPolicy stock = cluster.newRackFaultTolerantPolicy(conf);
        assertThatThrownBy(() -> choose(stock, 5, null, List.of(), Set.of()))
                .isInstanceOf(NoSuchElementException.class);
        assertThat(choose(policy(new Random(1)), 5, null, List.of(), Set.of())).isEmpty();
    }

    /** HDFS-16456, mended in the platform since 3.4.0: stays mended with ours. */
    @Test
    void chooseTarget_replacesTheUnitOfARackWhoseOnlyNodeLeaves() throws Exception {
        List<DatanodeDescriptor> group = new ArrayList<>();
        for (int rack = 0; rack < 9; rack++) {
            group.add(node("dn" + rack, "/r" + rack, "hv" + rack));
            if (rack < 8) {
                node("spare" + rack, "/r" + rack, "hvs" + rack);
            }
        }
        FailureDomainErasureCodedPolicy policy = policy(new Random(1));
        group.get(8).startDecommission();
        cluster.topology().decommissionNode(group.get(8));
        List<DatanodeDescriptor> live = group.subList(0, 8);
        assertThat(choose(policy, 1, null, live, new HashSet<>(group))).hasSize(1);
        assertThat(policy.verifyBlockPlacement(live.toArray(DatanodeInfo[]::new), 9)
                        .isPlacementPolicySatisfied())
                .isTrue();
    }

    @Test
    void verify_asksForOneUnitAtATime_andForNoneWhileACopyIsThere() throws Exception {
        List<DatanodeDescriptor> group = new ArrayList<>();
        for (int n = 0; n < 5; n++) { // five units on one host of one rack, the rest elsewhere
            group.add(node("a" + n, "/r0", "hva"));
        }
        for (int n = 0; n < 4; n++) {
            group.add(node("b" + n, "/r" + (1 + n % 2), "hvb" + n));
        }
        DatanodeDescriptor free = node("c", "/r1", "hvc");
        node("d", "/r2", "hvd");
        FailureDomainErasureCodedPolicy policy = policy(new Random(1));
        BlockPlacementStatus status = policy.verifyBlockPlacement(group.toArray(DatanodeInfo[]::new), 9);
        assertThat(status.isPlacementPolicySatisfied()).isFalse();
        assertThat(status.getAdditionalReplicasRequired()).isEqualTo(1);
        assertThat(status.getErrorDescription()).isEqualTo("1 unit should be on another host or backend.");
        List<DatanodeInfo> withCopy = new ArrayList<>(group);
        withCopy.add(0, free);
        assertThat(policy.verifyBlockPlacement(withCopy.toArray(DatanodeInfo[]::new), 9)
                        .getAdditionalReplicasRequired())
                .isZero();
        cluster.setRemaining(free, 1000 * BLOCK, 0);
        cluster.setRemaining(cluster.nodes().get(10), 1000 * BLOCK, 0);
        assertThat(policy(new Random(1))
                        .verifyBlockPlacement(group.toArray(DatanodeInfo[]::new), 9)
                        .isPlacementPolicySatisfied())
                .as("nothing better is achievable now")
                .isTrue();
    }

    /**
     * What the NameNode does with a group that verification calls misplaced, over and over: it copies the first unit of
     * the fullest rack to a target, then has one of the two copies removed. It must come to an end, and never make it worse.
     */
    @Test
    void repair_comesToAnEnd_onGeneratedGroups() throws Exception {
        int repaired = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            cluster = new HowdahSimulatedCluster(conf);
            inventory.setLength(0);
            inventory.append("schemaVersion: 1\nnodes:\n");
            int racks = 2 + random.nextInt(5);
            int hostCount = 3 + random.nextInt(12);
            boolean spanning = random.nextBoolean();
            for (int n = 0; n < 24; n++) {
                int host = random.nextInt(hostCount);
                node("dn" + n, "/r" + (spanning ? random.nextInt(racks) : host % racks), "hv" + host);
            }
            FailureDomainErasureCodedPolicy policy = policy(random);
            List<DatanodeDescriptor> nodes = new ArrayList<>(cluster.nodes());
            Collections.shuffle(nodes, random);
            List<DatanodeDescriptor> group =
                    new ArrayList<>(nodes.subList(0, new int[] {3, 5, 9, 14}[random.nextInt(4)]));
            int units = group.size();
            int rounds = 0;
            double crowding = crowding(group);
            while (!policy.verifyBlockPlacement(group.toArray(DatanodeInfo[]::new), units)
                    .isPlacementPolicySatisfied()) {
                assertThat(++rounds).as("seed %d: rounds", seed).isLessThan(60);
                DatanodeDescriptor source = platformSource(group);
                DatanodeDescriptor target = choose(policy, 1, group.get(0), group, new HashSet<>(group))
                        .get(0);
                List<DatanodeStorageInfo> all = new ArrayList<>(storages(group));
                all.add(target.getStorageInfos()[0]);
                List<DatanodeStorageInfo> gone = policy.chooseReplicasToDelete(
                        all,
                        storages(List.of(source, target)),
                        1,
                        new ArrayList<>(List.of(StorageType.DISK)),
                        null,
                        null);
                assertThat(gone)
                        .as("seed %d: the copy helps", seed)
                        .containsExactlyElementsOf(storages(List.of(source)));
                group.remove(source);
                group.add(target);
                assertThat(crowding(group)).as("seed %d", seed).isLessThanOrEqualTo(crowding);
                crowding = crowding(group);
                repaired++;
            }
        }
        assertThat(repaired).as("the generator makes what the test is about").isGreaterThan(200);
        System.out.println("units moved by the simulated repair of 400 groups: " + repaired);
    }

    @Test
    void isMovable_ofTheReplicatedPolicy_neverCrowdsAHostOrARackOfAGroup() throws Exception {
        Random random = new Random(11);
        for (int n = 0; n < 30; n++) {
            node("dn" + n, "/r" + n % 3, "hv" + n % 12);
        }
        setInventory();
        BlockPlacementPolicy balancer = new org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicies(
                        replicatedConf(), null, new org.apache.hadoop.net.NetworkTopology(), null)
                .getPolicy(org.apache.hadoop.hdfs.protocol.BlockType.CONTIGUOUS);
        List<DatanodeDescriptor> group = new ArrayList<>(choose(policy(random), 9, null, List.of(), Set.of()));
        int moved = 0;
        for (int i = 0; i < 3_000; i++) {
            DatanodeDescriptor source = group.get(random.nextInt(9));
            DatanodeDescriptor target = cluster.nodes().get(random.nextInt(30));
            List<DatanodeInfo> candidates = new ArrayList<>(group);
            candidates.add(target);
            if (!group.contains(target) && balancer.isMovable(candidates, source, target)) {
                group.remove(source);
                group.add(target);
                moved++;
            }
            assertThat(most(group, this::host)).isEqualTo(1);
            assertThat(most(group, DatanodeDescriptor::getNetworkLocation))
                    .as("the stock rule lets a rack gather more than the parity")
                    .isEqualTo(3);
        }
        assertThat(moved).isGreaterThan(100);
    }

    private static DatanodeDescriptor platformSource(List<DatanodeDescriptor> group) {
        Map<String, List<DatanodeDescriptor>> byRack = new HashMap<>();
        group.forEach(node -> byRack.computeIfAbsent(node.getNetworkLocation(), r -> new ArrayList<>())
                .add(node));
        List<DatanodeDescriptor> fullest = List.of();
        for (List<DatanodeDescriptor> onRack : byRack.values()) {
            fullest = onRack.size() > fullest.size() ? onRack : fullest;
        }
        return fullest.get(0);
    }

    private double crowding(List<DatanodeDescriptor> group) {
        return counts(group, this::host).stream()
                .mapToDouble(count -> count < 2 ? 0 : Math.pow(8, count))
                .sum();
    }

    private int most(List<DatanodeDescriptor> group, Function<DatanodeDescriptor, String> key) {
        return Collections.max(counts(group, key));
    }

    private int least(List<DatanodeDescriptor> group, Function<DatanodeDescriptor, String> key, int of) {
        Collection<Integer> counts = counts(group, key);
        return counts.size() < of ? 0 : Collections.min(counts);
    }

    private static Collection<Integer> counts(
            List<DatanodeDescriptor> group, Function<DatanodeDescriptor, String> key) {
        Map<String, Integer> counts = new HashMap<>();
        group.forEach(node -> counts.merge(key.apply(node), 1, Integer::sum));
        return counts.values();
    }

    private String host(DatanodeDescriptor node) {
        return hosts.get(node.getHostName());
    }

    private DatanodeDescriptor node(String name, String rack, String physicalHost) {
        inventory.append("  - {host: ").append(name).append(", rack: ").append(rack);
        inventory.append(", physicalHost: ").append(physicalHost).append("}\n");
        hosts.put(name, physicalHost);
        return cluster.add(name, rack, EnumSet.of(StorageType.DISK), 1000 * BLOCK);
    }

    private void setInventory() throws Exception {
        Path file = Files.createTempFile(directory, "inventory", ".yaml");
        Files.writeString(file, inventory);
        conf.set("howdah.placement.inventory.file", file.toString());
        conf.set("howdah.placement.poll", "1h");
        conf.set("dfs.blocksize", Long.toString(BLOCK));
    }

    private Configuration replicatedConf() {
        Configuration replicated = new Configuration(conf);
        replicated.set("dfs.block.replicator.classname", FailureDomainPlacementPolicy.class.getName());
        return replicated;
    }

    private FailureDomainErasureCodedPolicy policy(RandomGenerator random) throws Exception {
        setInventory();
        return cluster.initialize(
                new FailureDomainErasureCodedPolicy() {
                    @Override
                    protected RandomGenerator random() {
                        return random;
                    }

                    @Override
                    protected PlacementMetrics metrics() {
                        return PlacementMetrics.detached();
                    }
                },
                conf);
    }

    private static List<DatanodeDescriptor> choose(
            BlockPlacementPolicy policy,
            int units,
            DatanodeDescriptor writer,
            List<DatanodeDescriptor> chosen,
            Set<? extends Node> excluded) {
        return Arrays.stream(policy.chooseTarget(
                        "/f",
                        units,
                        writer,
                        new ArrayList<>(storages(chosen)),
                        false,
                        new HashSet<>(excluded),
                        BLOCK,
                        HOT,
                        null))
                .map(DatanodeStorageInfo::getDatanodeDescriptor)
                .toList();
    }

    private static List<DatanodeStorageInfo> storages(List<DatanodeDescriptor> nodes) {
        return nodes.stream().map(node -> node.getStorageInfos()[0]).toList();
    }
}
