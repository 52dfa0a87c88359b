// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped policy with a plan, on real descriptors: 60 DataNodes, 30 hosts, 6 racks, scatter width 10. */
class PlannedPlacementTest {
    private static final long SEED = 20_261_122;
    private static final long BLOCK = 128L << 20;

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final PlacementMetrics metrics = PlacementMetrics.detached();
    private final Inventory inventory = PlacementSimulation.cluster(60, 6, 30);
    private HowdahSimulatedCluster cluster;
    private FailureDomainPlacementPolicy policy;
    private Set<Set<String>> copysets;

    @BeforeEach
    void start() throws Exception {
        start(PlanSpec.replicated(3, 10));
    }

    private void start(PlanSpec spec, String... settings) throws Exception {
        Path inventoryFile = directory.resolve("inventory.yaml");
        Path planFile = directory.resolve("plan.json");
        CopysetPlan plan =
                CopysetPlanner.plan(inventory, spec, null, new Random(SEED)).plan();
        InventoryWriter.write(inventory, inventoryFile);
        PlanFile.write(plan, planFile);
        Configuration conf = new Configuration(false);
        conf.set(PlacementSettings.INVENTORY_FILE.name(), inventoryFile.toString());
        conf.set(PlacementSettings.PLAN_FILE.name(), planFile.toString());
        for (int i = 0; i < settings.length; i += 2) {
            conf.set(settings[i], settings[i + 1]);
        }
        cluster = PlacementSimulation.build(inventory, conf);
        policy = cluster.initialize(
                new FailureDomainPlacementPolicy() {
                    @Override
                    protected RandomGenerator random() {
                        return random;
                    }

                    @Override
                    protected PlacementMetrics metrics() {
                        return metrics;
                    }
                },
                conf);
        copysets = plan.groups().get(0).sets().stream().map(TreeSet::new).collect(Collectors.toSet());
    }

    @Test
    void everyBlockIsInACopyset_withTheWriterFirst_whenAllIsWell() {
        Map<Set<String>, Integer> used = new HashMap<>();
        for (int block = 0; block < 5_000; block++) {
            DatanodeDescriptor writer = node(random.nextInt(60));
            DatanodeStorageInfo[] targets = choose(3, writer, List.of(), Set.of());
            assertThat(targets[0].getDatanodeDescriptor()).isSameAs(writer);
            used.merge(names(targets), 1, Integer::sum);
        }
        assertThat(copysets).as("seed %d", SEED).containsAll(used.keySet());
        assertThat(used).as("all copysets are used").hasSameSizeAs(copysets);
        assertThat(levels()).isEqualTo("other 0, stand-ins 0, outside 0, shared 0");
    }

    @Test
    void blockStaysInACopyset_whenTheWriterIsNoDataNode() {
        for (int block = 0; block < 1_000; block++) {
            assertThat(copysets).contains(names(choose(3, null, List.of(), Set.of())));
        }
    }

    @Test
    void blockTakesAnotherCopysetOfTheWriter_whenMembersOfTheFirstAreExcluded() {
        DatanodeDescriptor writer = node(0);
        List<Set<String>> of = copysets.stream().filter(s -> s.contains("dn1")).toList();
        Set<Node> excluded = new HashSet<>();
        for (Set<String> set : of.subList(1, of.size())) {
            set.stream().filter(n -> !n.equals("dn1") && !of.get(0).contains(n)).forEach(n -> excluded.add(node(n)));
        }
        for (int block = 0; block < 200; block++) {
            assertThat(names(choose(3, writer, List.of(), excluded))).isEqualTo(of.get(0));
        }
        assertThat(value("OtherCopysets")).isGreaterThan(0);
    }

    @Test
    void replicaSetsStayBounded_whenANodeIsFull() {
        cluster.setRemaining(node("dn7"), 1L << 50, BLOCK / 2);
        Set<Set<String>> used = new HashSet<>();
        for (int block = 0; block < 20_000; block++) {
            used.add(names(choose(3, node(random.nextInt(60)), List.of(), Set.of())));
        }
        assertThat(used).noneMatch(set -> set.contains("dn7"));
        long broken = copysets.stream().filter(s -> s.contains("dn7")).count();
        long outside = used.stream().filter(s -> !copysets.contains(s)).count();
        // The writer on dn7 itself counts as a writer elsewhere; each broken set has one stand-in.
        assertThat(outside).as("sets with a stand-in, of %d broken", broken).isLessThanOrEqualTo(broken);
    }

    @Test
    void standInIsTheSameForEveryNameNode_whenAllCopysetsOfTheWriterAreBroken() throws Exception {
        Set<Node> excluded = copysets.stream()
                .filter(s -> s.contains("dn1"))
                .map(s -> s.stream().filter(n -> !n.equals("dn1")).findFirst().orElseThrow())
                .map(this::node)
                .collect(Collectors.toSet());
        Set<Set<String>> first = new HashSet<>();
        for (int block = 0; block < 500; block++) {
            first.add(names(choose(3, node("dn1"), List.of(), excluded)));
        }
        assertThat(value("Substitutes")).isEqualTo(500);
        assertThat(value("OutsideCopysets")).isZero();
        int sets = (int) copysets.stream().filter(s -> s.contains("dn1")).count();
        assertThat(first).hasSizeLessThanOrEqualTo(sets);

        random.setSeed(SEED + 1); // another NameNode draws other numbers
        Set<Set<String>> second = new HashSet<>();
        for (int block = 0; block < 500; block++) {
            second.add(names(choose(3, node("dn1"), List.of(), excluded)));
        }
        assertThat(second).isEqualTo(first);
    }

    @Test
    void lostReplicaComesBackIntoACopyset_whenTwoSurvive() {
        for (Set<String> set : copysets) {
            List<String> members = new ArrayList<>(set);
            List<DatanodeStorageInfo> survivors = List.of(storage(members.get(0)), storage(members.get(2)));
            DatanodeStorageInfo[] targets = choose(1, survivors.get(0).getDatanodeDescriptor(), survivors, Set.of());
            Set<String> all = new TreeSet<>(names(targets));
            all.add(members.get(0));
            all.add(members.get(2));
            assertThat(copysets).contains(all);
        }
    }

    @Test
    void repairTakesTheNearestCopyset_whenASurvivorIsOutsideThePlan() {
        DatanodeDescriptor leaving = cluster.add(
                "stranger", "/rack1", java.util.EnumSet.of(org.apache.hadoop.fs.StorageType.DISK), 1L << 50);
        int inSet = 0;
        for (Set<String> set : copysets) {
            List<DatanodeStorageInfo> survivors = List.of(storage(set.iterator().next()), leaving.getStorageInfos()[0]);
            Set<String> both =
                    new TreeSet<>(names(choose(1, survivors.get(0).getDatanodeDescriptor(), survivors, Set.of())));
            both.add(set.iterator().next());
            inSet += copysets.stream().anyMatch(each -> each.containsAll(both)) ? 1 : 0;
        }
        assertThat(inSet).as("of %d blocks", copysets.size()).isEqualTo(copysets.size());
        assertThat(value("OutsideCopysets"))
                .as("counted as outside all the same")
                .isEqualTo(copysets.size());
    }

    @Test
    void smallerAndLargerBlocksKeepToTheCopysets_asFarAsTheyGo() {
        for (int block = 0; block < 500; block++) {
            DatanodeDescriptor writer = node(random.nextInt(60));
            Set<String> two = names(choose(2, writer, List.of(), Set.of()));
            assertThat(copysets).anyMatch(set -> set.containsAll(two));
            assertThat(racks(two)).hasSize(2);
            Set<String> five = names(choose(5, writer, List.of(), Set.of()));
            assertThat(five).hasSize(5);
            assertThat(copysets).anyMatch(five::containsAll);
        }
        assertThat(value("OutsideCopysets")).isZero();
    }

    @Test
    void nodeOutsideThePlanGetsTheHardRules_andIsCounted() {
        DatanodeDescriptor stranger = cluster.add(
                "stranger", "/rack1", java.util.EnumSet.of(org.apache.hadoop.fs.StorageType.DISK), 1L << 50);
        for (int block = 0; block < 100; block++) {
            DatanodeStorageInfo[] targets = choose(3, stranger, List.of(), Set.of());
            assertThat(targets).hasSize(3);
            assertThat(targets[0].getDatanodeDescriptor()).isSameAs(stranger);
        }
        assertThat(value("OutsideCopysets")).isEqualTo(100);
    }

    @Test
    void emptierCopysetIsPreferred_whenMembersDifferInFreeSpace() {
        List<Set<String>> of = copysets.stream().filter(s -> s.contains("dn1")).toList();
        Set<String> full = of.get(0);
        full.stream().filter(n -> !n.equals("dn1")).forEach(n -> cluster.setRemaining(node(n), 1L << 50, 1L << 49));
        int inFull = 0;
        for (int block = 0; block < 2_000; block++) {
            inFull += names(choose(3, node("dn1"), List.of(), Set.of())).equals(full) ? 1 : 0;
        }
        // With k copysets the dearest is taken only when it is drawn and the other shares one of its full members.
        assertThat(inFull).isLessThan(2_000 / of.size() / 3);
    }

    @Test
    void moveLeavesTheCopyset_onlyWhenMovesAreFree() throws Exception {
        Set<String> set = copysets.iterator().next();
        List<DatanodeInfo> replicas =
                set.stream().map(n -> (DatanodeInfo) node(n)).toList();
        DatanodeInfo source = replicas.get(0);
        List<DatanodeInfo> free = movable(replicas, source);
        assertThat(free).as("free moves").isNotEmpty();

        start(PlanSpec.replicated(3, 10), PlacementSettings.STRICT_COPYSET_MOVES.name(), "true");
        List<DatanodeInfo> strict = movable(replicas, source);
        int out = 0;
        for (Set<String> each : copysets) {
            List<DatanodeInfo> block =
                    each.stream().map(n -> (DatanodeInfo) node(n)).toList();
            for (DatanodeInfo from : block) {
                for (DatanodeInfo to : movable(block, from)) {
                    Set<String> moved = new TreeSet<>(each);
                    moved.remove(from.getHostName());
                    moved.add(to.getHostName());
                    out += copysets.contains(moved) ? 0 : 1;
                }
            }
        }
        assertThat(out).as("moves out of any copyset that are allowed").isZero();
        assertThat(free).containsAll(strict).hasSizeGreaterThan(strict.size());
        for (DatanodeInfo target : strict) {
            Set<String> after = new TreeSet<>(set);
            after.remove(source.getHostName());
            after.add(target.getHostName());
            assertThat(copysets).contains(after);
        }
    }

    @Test
    void blockComesBackToItsCopyset_evenFromThreeRacksToTwo() {
        int fewerRacks = 0;
        for (Set<String> set : copysets) {
            List<String> members = new ArrayList<>(set);
            DatanodeDescriptor home = node(members.get(0));
            DatanodeDescriptor away = cluster.nodes().stream()
                    .filter(n -> !set.contains(n.getHostName()))
                    .filter(n -> policy.isMovable(
                            List.of(node(members.get(0)), node(members.get(1)), node(members.get(2))), home, n))
                    .filter(n -> racks(Set.of(n.getHostName(), members.get(1), members.get(2)))
                                    .size()
                            == 3)
                    .findFirst()
                    .orElse(null);
            if (away == null || racks(set).size() == 3) {
                continue;
            }
            fewerRacks++;
            List<DatanodeInfo> spread = List.of(away, node(members.get(1)), node(members.get(2)));
            assertThat(policy.isMovable(spread, away, home))
                    .as("%s back to %s", away, set)
                    .isTrue();

            // The replica on "home" has arrived; the NameNode removes the one outside the copyset, hint or no hint.
            List<DatanodeStorageInfo> four = List.of(
                    away.getStorageInfos()[0],
                    storage(members.get(0)),
                    storage(members.get(1)),
                    storage(members.get(2)));
            for (DatanodeDescriptor hint : new DatanodeDescriptor[] {away, null}) {
                assertThat(policy.chooseReplicasToDelete(
                                four,
                                four,
                                3,
                                new ArrayList<>(List.of(org.apache.hadoop.fs.StorageType.DISK)),
                                home,
                                hint))
                        .extracting(DatanodeStorageInfo::getDatanodeDescriptor)
                        .containsExactly(away);
            }
        }
        assertThat(fewerRacks).as("copysets on two racks").isGreaterThan(10);
    }

    private List<DatanodeInfo> movable(List<DatanodeInfo> replicas, DatanodeInfo source) {
        return cluster.nodes().stream()
                .filter(n -> replicas.stream().noneMatch(r -> r.getHostName().equals(n.getHostName())))
                .map(n -> (DatanodeInfo) n)
                .filter(n -> policy.isMovable(replicas, source, n))
                .toList();
    }

    @Test
    void everyBlockSpansThreeRacks_andVerificationAsksForThem_whenThreeAreWanted() throws Exception {
        start(PlanSpec.replicated(3, 10), PlacementSettings.MIN_RACKS.name(), "3");
        for (int block = 0; block < 1_000; block++) {
            assertThat(racks(names(choose(3, node(random.nextInt(60)), List.of(), Set.of()))))
                    .hasSize(3);
        }
        DatanodeInfo[] twoRacks = {node("dn1"), node("dn7"), node("dn2")};
        assertThat(racks(Set.of("dn1", "dn7", "dn2"))).hasSize(2);
        assertThat(policy.verifyBlockPlacement(twoRacks, 3).isPlacementPolicySatisfied())
                .isFalse();
        DatanodeInfo[] threeRacks = {node("dn1"), node("dn2"), node("dn3")};
        assertThat(policy.verifyBlockPlacement(threeRacks, 3).isPlacementPolicySatisfied())
                .isTrue();
    }

    @Test
    void startIsRefused_whenThePlanIsOfAnotherInventory_orStrictMovesHaveNone() throws Exception {
        Path other = directory.resolve("other.yaml");
        java.nio.file.Files.writeString(
                other, "schemaVersion: 1\nnodes:\n  - {host: x1, rack: /r1, physicalHost: h1}\n");
        assertThatThrownBy(() ->
                        start(PlanSpec.replicated(3, 10), PlacementSettings.INVENTORY_FILE.name(), other.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made from another inventory: none of its 60 nodes is in " + other);
        assertThatThrownBy(() -> start(
                        PlanSpec.replicated(3, 10),
                        PlacementSettings.PLAN_FILE.name(),
                        "",
                        PlacementSettings.STRICT_COPYSET_MOVES.name(),
                        "true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strict-copyset-moves=true: needs howdah.placement.plan.file");
    }

    private DatanodeStorageInfo[] choose(
            int replicas, Node writer, List<DatanodeStorageInfo> chosen, Set<Node> excluded) {
        BlockStoragePolicy hot = BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();
        return policy.chooseTarget(
                "/f", replicas, writer, new ArrayList<>(chosen), false, new HashSet<>(excluded), BLOCK, hot, null);
    }

    private DatanodeDescriptor node(int index) {
        return cluster.nodes().get(index);
    }

    private DatanodeDescriptor node(String name) {
        return cluster.nodes().stream()
                .filter(n -> n.getHostName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private DatanodeStorageInfo storage(String name) {
        return node(name).getStorageInfos()[0];
    }

    private Set<String> racks(Set<String> names) {
        return names.stream().map(n -> node(n).getNetworkLocation()).collect(Collectors.toSet());
    }

    private static Set<String> names(DatanodeStorageInfo[] targets) {
        return Arrays.stream(targets)
                .map(t -> t.getDatanodeDescriptor().getHostName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String levels() {
        return "other " + value("OtherCopysets") + ", stand-ins " + value("Substitutes") + ", outside "
                + value("OutsideCopysets") + ", shared " + value("Fallbacks");
    }

    private long value(String counter) {
        return metrics.counter(PlacementMetrics.Metric.valueOf(counter));
    }
}
