// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.inventory.core.InventoryNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopysetPlannerTest {
    private static final PlanSpec R3_S10 = PlanSpec.replicated(3, 10);

    @ParameterizedTest
    @CsvSource({"1000, 10, 1667", "1000, 2, 334", "1000, 200, 33334", "5000, 10, 8334"})
    void plan_hasAboutNsOverRTimesRMinusOneSets_whenFresh(int nodes, int scatterWidth, int most) throws Exception {
        CopysetGroup group = fresh(cluster(nodes, 50, nodes), PlanSpec.replicated(3, scatterWidth), 1)
                .groups()
                .get(0);

        assertThat(group.setCount()).isBetween(most - 2, most + 1);
        int[] widths = group.scatterWidths();
        assertThat(widths).hasSize(nodes);
        assertThat(widths[0]).as("lowest scatter width").isGreaterThanOrEqualTo((int) (scatterWidth * 0.85));
        assertThat(widths[nodes - 1]).as("highest scatter width").isLessThanOrEqualTo(scatterWidth + 4);
    }

    @Test
    void sets_breakNoRule_onGeneratedClusters() throws Exception {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int racks = 1 + random.nextInt(6);
            int hosts = racks + random.nextInt(12);
            Inventory inventory = cluster(hosts + random.nextInt(40), racks, hosts);
            boolean coded = random.nextBoolean();
            PlanSpec.Group kind = coded
                    ? new PlanSpec.Group(9, 3, "DISK", 8 + random.nextInt(10))
                    : new PlanSpec.Group(2 + random.nextInt(4), 0, "DISK", 1 + random.nextInt(12));
            PlanSpec spec = new PlanSpec(List.of(kind), List.of(FailureDomain.HOST), 2);
            CopysetPlanner.Result result = CopysetPlanner.plan(inventory, spec, null, random);
            if (result.plan().groups().isEmpty()) {
                boolean tooFew =
                        inventory.size() < kind.size() || (kind.size() + hosts - 1) / hosts > kind.maxPerDomain();
                assertThat(tooFew).as("seed %d: %s", seed, result.warnings()).isTrue();
                continue;
            }
            assertLegal(inventory, result.plan(), 2, "seed " + seed);
            if (result.warnings().isEmpty()) {
                assertThat(names(result.plan()))
                        .as("seed %d: every node is in a set", seed)
                        .hasSize(inventory.size());
            }
        }
    }

    @Test
    void existingSets_stay_whenNodesJoin() throws Exception {
        Inventory before = cluster(200, 10, 200);
        CopysetPlan first = fresh(before, R3_S10, 3);
        Inventory after = cluster(210, 10, 210);

        CopysetPlanner.Result result = CopysetPlanner.plan(after, R3_S10, first, new Random(4));

        List<List<String>> old = first.groups().get(0).sets();
        List<List<String>> extended = result.plan().groups().get(0).sets();
        assertThat(extended.subList(0, old.size())).isEqualTo(old);
        assertThat(extended.subList(old.size(), extended.size()))
                .allSatisfy(set -> assertThat(set).anyMatch(result.joined()::contains));
        assertThat(result.plan().generation()).isEqualTo(2);
        assertThat(result.joined()).hasSize(10);
        assertThat(setsOf(result.plan()))
                .allSatisfy((node, sets) -> assertThat(sets).isGreaterThanOrEqualTo(5));
        assertThat(result.groups().get(0).added()).isLessThanOrEqualTo(50);
    }

    @Test
    void nodeIsReplacedInEachOfItsSets_whenItLeaves() throws Exception {
        Inventory before = cluster(200, 10, 200);
        CopysetPlan first = fresh(before, R3_S10, 5);
        Inventory after = without(before, "dn7");

        CopysetPlanner.Result result = CopysetPlanner.plan(after, R3_S10, first, new Random(6));

        List<List<String>> old = first.groups().get(0).sets();
        List<List<String>> now = result.plan().groups().get(0).sets();
        int changed = 0;
        for (int s = 0; s < old.size(); s++) {
            if (old.get(s).contains("dn7")) {
                changed++;
                List<String> common = new ArrayList<>(old.get(s));
                common.retainAll(now.get(s));
                assertThat(common).hasSize(2);
                assertThat(now.get(s)).doesNotContain("dn7");
            } else {
                assertThat(now.get(s)).isEqualTo(old.get(s));
            }
        }
        assertThat(result.groups().get(0).memberLeft()).isEqualTo(changed).isGreaterThan(0);
        assertThat(now).hasSize(old.size() + result.groups().get(0).added());
        for (List<String> added : now.subList(old.size(), now.size())) {
            assertThat(old.stream().filter(set -> set.contains("dn7")))
                    .as("what dn7 held is shared: only its place in a set is taken")
                    .anySatisfy(set -> assertThat(added).contains(others(set)));
        }
        assertThat(result.left()).containsExactly("dn7");
        assertLegal(after, result.plan(), 2, "after dn7 left");
    }

    private static String[] others(List<String> set) {
        return set.stream().filter(node -> !node.equals("dn7")).toArray(String[]::new);
    }

    @Test
    void whatLeaversHeldIsSharedEvenly_andTheSetsStayBounded_whenATenthLeaves() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            Inventory before = cluster(500, 20, 500);
            CopysetPlan first = fresh(before, R3_S10, seed);
            String[] leavers =
                    IntStream.range(0, 50).mapToObj(i -> "dn" + i * 10).toArray(String[]::new);
            Inventory after = without(before, leavers);

            CopysetPlan plan =
                    CopysetPlanner.plan(after, R3_S10, first, new Random(seed)).plan();

            // A set's blocks go to its stand-ins in equal parts; all stand-ins of a set share the other members.
            List<List<String>> old = first.groups().get(0).sets();
            List<List<String>> now = plan.groups().get(0).sets();
            Map<String, Double> load = new HashMap<>();
            for (List<String> set : old) {
                List<String> rest = new ArrayList<>(set);
                rest.removeAll(List.of(leavers));
                rest.forEach(node -> load.merge(node, 1.0, Double::sum));
                List<String> standIns = now.stream()
                        .filter(other -> rest.size() == 2 && set.size() == 3 && other.containsAll(rest))
                        .flatMap(List::stream)
                        .filter(node -> !rest.contains(node))
                        .toList();
                standIns.forEach(node -> load.merge(node, 1.0 / standIns.size(), Double::sum));
            }
            double mean = load.values().stream().mapToDouble(d -> d).average().orElseThrow();
            double most = load.values().stream().mapToDouble(d -> d).max().orElseThrow();
            System.out.printf(
                    "seed %d: %d sets, %d after a tenth left; fullest/mean %.3f%n",
                    seed, old.size(), now.size(), most / mean);
            assertThat(most / mean).as("seed %d", seed).isLessThan(1.3);
            assertThat(now.size()).as("seed %d", seed).isLessThanOrEqualTo(450 * 5 / 3 * 4 / 3);
            assertLegal(after, plan, 2, "seed " + seed);
        }
    }

    @Test
    void setsOfANodeThatJoinsAloneAreSetsThereWereWithOneMemberReplaced() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            CopysetPlan first = fresh(cluster(200, 10, 200), R3_S10, seed);
            Inventory after = cluster(201, 10, 201);

            CopysetPlan plan =
                    CopysetPlanner.plan(after, R3_S10, first, new Random(seed)).plan();

            List<List<String>> old = first.groups().get(0).sets();
            List<List<String>> now = plan.groups().get(0).sets();
            assertThat(now.subList(0, old.size())).as("seed %d", seed).isEqualTo(old);
            assertThat(now.size() - old.size()).as("seed %d", seed).isEqualTo(5);
            for (List<String> added : now.subList(old.size(), now.size())) {
                List<String> others =
                        added.stream().filter(node -> !node.equals("dn200")).toList();
                assertThat(others).hasSize(2);
                assertThat(old).as("seed %d", seed).anyMatch(set -> set.containsAll(others));
            }
            assertLegal(after, plan, 2, "seed " + seed);
        }
    }

    @Test
    void newNodesTakeOverTheSetsOfThoseThatLeft_whenATenthIsReplaced() throws Exception {
        Inventory before = cluster(1000, 50, 1000);
        CopysetPlan first = fresh(before, R3_S10, 7);
        Inventory after = replaced(before, 100);

        CopysetPlanner.Result result = CopysetPlanner.plan(after, R3_S10, first, new Random(8));

        int sets = first.groups().get(0).setCount();
        assertThat(result.plan().groups().get(0).setCount()).isBetween(sets, sets + sets / 50);
        assertLegal(after, result.plan(), 2, "after the replacement");
    }

    @Test
    void onlyBrokenSetsChange_whenAVirtualMachineMoves() throws Exception {
        Inventory before = cluster(60, 6, 30);
        CopysetPlan first = fresh(before, R3_S10, 9);
        String neighbour = first.groups().get(0).sets().stream()
                .filter(set -> set.contains("dn1"))
                .flatMap(List::stream)
                .filter(node -> !node.equals("dn1"))
                .findFirst()
                .orElseThrow();
        Inventory after = onHost(before, "dn1", before.find(neighbour).physicalHost());

        CopysetPlanner.Result result = CopysetPlanner.plan(after, R3_S10, first, new Random(10));

        assertThat(result.groups().get(0).ruleBroken()).isGreaterThan(0);
        assertThat(result.groups().get(0).memberLeft()).isZero();
        assertLegal(after, result.plan(), 2, "after the move");
        assertThat(result.groups().get(0).kept())
                .isEqualTo(first.groups().get(0).setCount()
                        - result.groups().get(0).ruleBroken());
    }

    @Test
    void planIsTheLastOne_whenNothingChanged() throws Exception {
        Inventory inventory = cluster(100, 5, 50);
        CopysetPlan first = fresh(inventory, R3_S10, 11);

        CopysetPlanner.Result result = CopysetPlanner.plan(inventory, R3_S10, first, new Random(12));

        assertThat(result.plan()).isSameAs(first);
        assertThat(result.changed(first)).isFalse();
    }

    @Test
    void nodesAreInSetsByWeight_whenCapacitiesDiffer() throws Exception {
        Inventory inventory = build(IntStream.range(0, 100)
                .mapToObj(n -> Map.of(
                        "host", "dn" + n, "rack", "/r" + n % 10, "physicalHost", "h" + n, "weight", n < 50 ? "1" : "3"))
                .toList());

        Map<String, Integer> sets = setsOf(fresh(inventory, PlanSpec.replicated(3, 20), 13));

        double small =
                IntStream.range(0, 50).map(n -> sets.get("dn" + n)).average().orElseThrow();
        double large =
                IntStream.range(50, 100).map(n -> sets.get("dn" + n)).average().orElseThrow();
        assertThat(large / small).isBetween(2.7, 3.3);
    }

    @Test
    void groupIsLeftOutWithAReason_whenThereAreFewerHostsThanReplicas() throws Exception {
        CopysetPlanner.Result result = CopysetPlanner.plan(cluster(10, 2, 2), R3_S10, null, new Random(14));

        assertThat(result.plan().groups()).isEmpty();
        assertThat(result.warnings()).singleElement().asString().contains("2 different values of host for 3 members");
    }

    @Test
    void onlyNodesWithTheTypeAreUsed_whenStorageTypesAreStated() throws Exception {
        Inventory inventory = build(IntStream.range(0, 30)
                .mapToObj(n -> Map.of(
                        "host",
                        "dn" + n,
                        "rack",
                        "/r" + n % 3,
                        "physicalHost",
                        "h" + n,
                        "storageTypes",
                        n < 10 ? "DISK,SSD" : "DISK"))
                .toList());
        PlanSpec spec = new PlanSpec(
                List.of(new PlanSpec.Group(3, 0, "DISK", 4), new PlanSpec.Group(3, 0, "SSD", 4)),
                List.of(FailureDomain.HOST),
                2);

        CopysetPlan plan = fresh(inventory, spec, 15);

        assertThat(plan.group(3, false, "SSD").orElseThrow().sets())
                .allSatisfy(set -> assertThat(set).allMatch(node -> Integer.parseInt(node.substring(2)) < 10));
        assertThat(plan.group(3, false, "DISK").orElseThrow().sets().stream()
                        .flatMap(List::stream)
                        .distinct())
                .hasSize(30);
    }

    static CopysetPlan fresh(Inventory inventory, PlanSpec spec, long seed) {
        return CopysetPlanner.plan(inventory, spec, null, new Random(seed)).plan();
    }

    static void assertLegal(Inventory inventory, CopysetPlan plan, int minRacks, String what) {
        int racks = inventory.racks().size();
        int hosts = inventory.values(FailureDomain.HOST).size();
        for (CopysetGroup group : plan.groups()) {
            int cap = (group.size() + hosts - 1) / hosts;
            for (List<String> set : group.sets()) {
                assertThat(new HashSet<>(set)).as(what).hasSize(group.size());
                Map<String, Long> perHost = set.stream()
                        .collect(Collectors.groupingBy(n -> inventory.find(n).physicalHost(), Collectors.counting()));
                assertThat(perHost.values()).as("%s: %s", what, set).allMatch(count -> count <= cap);
                assertThat(set.stream()
                                .map(n -> inventory.find(n).rack())
                                .distinct()
                                .count())
                        .as("%s: racks of %s", what, set)
                        .isGreaterThanOrEqualTo(Math.min(
                                group.erasureCoded() ? group.size() : minRacks, Math.min(racks, group.size())));
            }
        }
    }

    static Map<String, Integer> setsOf(CopysetPlan plan) {
        Map<String, Integer> counts = new HashMap<>();
        plan.groups().forEach(g -> g.sets().forEach(set -> set.forEach(n -> counts.merge(n, 1, Integer::sum))));
        return counts;
    }

    private static Set<String> names(CopysetPlan plan) {
        return setsOf(plan).keySet();
    }

    /** Node n runs on host n mod hosts, which stands on rack host mod racks. */
    static Inventory cluster(int nodes, int racks, int hosts) throws Exception {
        List<Map<String, String>> list = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            int host = n % hosts;
            list.add(Map.of("host", "dn" + n, "rack", "/rack" + host % racks, "physicalHost", "hv" + host));
        }
        return build(list);
    }

    private static Inventory build(List<Map<String, String>> nodes) throws Exception {
        InventoryBuilder builder = new InventoryBuilder("test").schemaVersion(new Field("1", 1));
        for (Map<String, String> node : nodes) {
            Map<String, Field> fields = new HashMap<>();
            node.forEach((key, value) -> fields.put(key, new Field(value, 1)));
            builder.node(1, fields);
        }
        return builder.build();
    }

    private static Map<String, String> raw(InventoryNode node) {
        return new HashMap<>(Map.of("host", node.host(), "rack", node.rack(), "physicalHost", node.physicalHost()));
    }

    private static Inventory without(Inventory inventory, String... hosts) throws Exception {
        return build(inventory.nodes().stream()
                .filter(node -> !List.of(hosts).contains(node.host()))
                .map(CopysetPlannerTest::raw)
                .toList());
    }

    private static Inventory onHost(Inventory inventory, String node, String host) throws Exception {
        List<Map<String, String>> nodes =
                inventory.nodes().stream().map(CopysetPlannerTest::raw).toList();
        nodes.stream().filter(n -> n.get("host").equals(node)).forEach(n -> n.put("physicalHost", host));
        return build(nodes);
    }

    private static Inventory replaced(Inventory inventory, int count) throws Exception {
        List<Map<String, String>> nodes =
                inventory.nodes().stream().map(CopysetPlannerTest::raw).toList();
        for (int i = 0; i < count; i++) {
            nodes.get(i * 7 % nodes.size()).put("host", "new" + i);
        }
        return build(nodes);
    }
}
