// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InventoryMergeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));

    private final List<DataNodeEntry> dataNodes = new ArrayList<>();
    private final Map<String, Map<Attribute, KnownValue>> previous = new HashMap<>();
    private final Map<String, String> backendNames = new HashMap<>();
    private boolean incomplete;
    private String defaultRack = "";

    @Test
    void firstSource_wins_andTheDisagreementIsReported() {
        dataNode("dn1", uuid(1), null, null);
        MergeResult result = merge(
                source("kvm", vm(uuid(1), null, "hv1", Liveness.RUNNING)),
                source("sdn", vm(uuid(1), null, "hv2", Liveness.RUNNING)),
                racks("hv1", "/r1", "hv2", "/r2"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv1");
        assertThat(value(result, "dn1", Attribute.RACK)).isEqualTo("/r1");
        assertThat(result.conflicts())
                .extracting(Conflict::toString)
                .containsExactly("conflict: dn1 physicalHost: hv1 (kvm, on hv1) wins over hv2 (sdn, on hv2):"
                        + " order of the sources");
    }

    @Test
    void runningMachine_wins_overPaused_overDefined_whateverTheOrderOfHypervisors() {
        dataNode("dn1", uuid(1), null, null);
        MachineFact defined = vm(uuid(1), null, "hv1", Liveness.DEFINED);
        MachineFact paused = vm(uuid(1), null, "hv2", Liveness.PAUSED);
        MachineFact running = vm(uuid(1), null, "hv3", Liveness.RUNNING);
        for (List<MachineFact> order : List.of(
                List.of(defined, paused, running),
                List.of(running, paused, defined),
                List.of(paused, running, defined))) {
            MergeResult result = merge(new SourceFacts("kvm", order), racks("hv3", "/r3"));
            assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv3");
            assertThat(result.conflicts())
                    .extracting(Conflict::rule)
                    .containsExactlyInAnyOrder("running before paused", "running before defined");
        }
    }

    @Test
    void rackOfThePhysicalHost_wins_overTheLineOfTheDataNode_inOneTable() {
        dataNode("dn1", uuid(1), null, null);
        MergeResult result =
                merge(source("kvm", vm(uuid(1), null, "hv2", Liveness.RUNNING)), racks("dn1", "/r1", "hv2", "/r2"));
        assertThat(value(result, "dn1", Attribute.RACK)).isEqualTo("/r2");
        assertThat(result.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.rule()).startsWith("stated for the physical host"));
    }

    @Test
    void clone_withTheSameMacAndAnotherUuid_isNotTheDataNode() {
        dataNode("dn1", uuid(1), mac(1), null);
        MergeResult result = merge(
                source(
                        "kvm",
                        vm(uuid(2), mac(1), "hv9", Liveness.RUNNING),
                        vm(uuid(1), mac(1), "hv1", Liveness.RUNNING)),
                racks("hv1", "/r1", "hv9", "/r9"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv1");
        assertThat(result.conflicts()).isEmpty();
    }

    @Test
    void duplicateMac_isAConflict_whenTheTableHasNoUuid() {
        dataNode("dn1", null, mac(1), null);
        MergeResult result = merge(
                source(
                        "kvm",
                        vm(uuid(1), mac(1), "hv1", Liveness.RUNNING),
                        vm(uuid(2), mac(1), "hv2", Liveness.RUNNING)),
                racks("hv1", "/r1", "hv2", "/r2"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv1");
        assertThat(result.conflicts()).extracting(Conflict::rule).containsExactly("listed first by the source");
    }

    @Test
    void oneMachineForTwoDataNodes_isAWarning() {
        dataNode("dn1", uuid(1), null, null);
        dataNode("dn2", null, mac(1), null);
        MergeResult result = merge(source("kvm", vm(uuid(1), mac(1), "hv1", Liveness.RUNNING)), racks("hv1", "/r1"));
        assertThat(result.warnings())
                .containsExactly("dn1 and dn2 are both kvm, on hv1; look at their lines in the datanodes table");
    }

    @Test
    void name_joinsMachines_onlyWhenTheTableGivesNothingElse() {
        dataNode("dn1.example.com", null, null, null);
        dataNode("dn2", uuid(2), null, null);
        MachineFact dn1 = new MachineFact(
                Identity.of("dn1", uuid(1), List.of(), List.of()),
                Map.of(Attribute.PHYSICAL_HOST, "hv1"),
                Liveness.RUNNING,
                "");
        MachineFact dn2 = new MachineFact(
                Identity.of("dn2", uuid(9), List.of(), List.of()),
                Map.of(Attribute.PHYSICAL_HOST, "hv1"),
                Liveness.RUNNING,
                "");
        MergeResult result = merge(source("kvm", dn1, dn2), racks("hv1", "/r1"));
        assertThat(result.nodes()).containsOnlyKeys("dn1.example.com");
        assertThat(result.missing())
                .containsExactly(new MergeResult.Missing("dn2", List.of(Attribute.PHYSICAL_HOST, Attribute.RACK)));
    }

    @Test
    void shortAndLongNamesOfAHypervisor_areOnePhysicalHost() {
        dataNode("dn1", uuid(1), null, null);
        dataNode("dn2", null, null, "10.0.0.2");
        MergeResult result = merge(
                source("kvm", vm(uuid(1), null, "hv1", Liveness.RUNNING)),
                source(
                        "sdn",
                        new MachineFact(
                                Identity.of("", null, List.of(), List.of("10.0.0.2")),
                                Map.of(Attribute.PHYSICAL_HOST, "HV1.example.com"),
                                Liveness.RUNNING,
                                "")),
                racks("Hv1", "/r1"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST))
                .isEqualTo(value(result, "dn2", Attribute.PHYSICAL_HOST));
        assertThat(value(result, "dn2", Attribute.RACK)).isEqualTo("/r1");
        assertThat(result.conflicts()).isEmpty();
    }

    @Test
    void metal_isItsOwnPhysicalHost() {
        dataNodes.add(new DataNodeEntry("dn1", Identity.named("dn1"), true, 1));
        MergeResult result = merge(racks("dn1", "/r1"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("dn1");
    }

    @Test
    void whatNobodyStates_isKeptWithItsAge_whileASourceIsSilent() {
        dataNode("dn1", uuid(1), null, null);
        previous.put(
                "dn1",
                Map.of(
                        Attribute.PHYSICAL_HOST, new KnownValue("hv1", "kvm", YESTERDAY),
                        Attribute.RACK, new KnownValue("/old", "racks", YESTERDAY),
                        Attribute.STORAGE_BACKEND, new KnownValue("san", "kvm", YESTERDAY)));
        incomplete = true;
        MergeResult result = merge(source("kvm"), racks("hv1", "/r1"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv1");
        assertThat(value(result, "dn1", Attribute.RACK))
                .as("stated now, for the kept host")
                .isEqualTo("/r1");
        assertThat(value(result, "dn1", Attribute.STORAGE_BACKEND)).isEqualTo("san");
        assertThat(result.kept())
                .containsExactly(
                        new MergeResult.Kept("dn1", Attribute.PHYSICAL_HOST, new KnownValue("hv1", "kvm", YESTERDAY)),
                        new MergeResult.Kept(
                                "dn1", Attribute.STORAGE_BACKEND, new KnownValue("san", "kvm", YESTERDAY)));
    }

    @Test
    void freshStatement_wins_overWhatWasKnown() {
        dataNode("dn1", uuid(1), null, null);
        previous.put("dn1", Map.of(Attribute.PHYSICAL_HOST, new KnownValue("hv1", "kvm", YESTERDAY)));
        incomplete = true;
        MergeResult result = merge(source("kvm", vm(uuid(1), null, "hv2", Liveness.DEFINED)), racks("hv2", "/r2"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv2");
        assertThat(result.kept()).isEmpty();
    }

    @Test
    void optionalValue_isGone_whenEverybodyAnsweredAndNobodyStatesIt() {
        dataNode("dn1", uuid(1), null, null);
        previous.put("dn1", Map.of(Attribute.STORAGE_BACKEND, new KnownValue("san", "kvm", YESTERDAY)));
        MergeResult result = merge(source("kvm", vm(uuid(1), null, "hv1", Liveness.RUNNING)), racks("hv1", "/r1"));
        assertThat(result.nodes().get("dn1")).doesNotContainKey(Attribute.STORAGE_BACKEND);
    }

    @Test
    void machineNobodyFinds_isKept_evenWhenEverybodyAnswered() {
        dataNode("dn1", uuid(1), null, null);
        previous.put(
                "dn1",
                Map.of(
                        Attribute.PHYSICAL_HOST, new KnownValue("hv1", "kvm", YESTERDAY),
                        Attribute.RACK, new KnownValue("/r1", "racks", YESTERDAY)));
        MergeResult result = merge(source("kvm"));
        assertThat(value(result, "dn1", Attribute.PHYSICAL_HOST)).isEqualTo("hv1");
        assertThat(result.kept()).hasSize(2);
        assertThat(result.missing()).isEmpty();
    }

    @Test
    void defaultRack_isTheLastResort() {
        dataNode("dn1", uuid(1), null, null);
        defaultRack = "/lab";
        MergeResult result = merge(source("kvm", vm(uuid(1), null, "hv1", Liveness.RUNNING)));
        assertThat(value(result, "dn1", Attribute.RACK)).isEqualTo("/lab");
    }

    @Test
    void twoPortalsOfOneArray_areOneBackend_byTheOperatorsName() {
        dataNode("dn1", uuid(1), null, null);
        backendNames.put("iscsi:10.0.0.1", "array");
        backendNames.put("iscsi:10.0.0.2", "array");
        MergeResult result = merge(
                source(
                        "kvm",
                        vm(uuid(1), null, "hv1", Liveness.RUNNING),
                        backend(uuid(1), "iscsi:10.0.0.1"),
                        backend(uuid(1), "iscsi:10.0.0.2"),
                        backend(uuid(1), "nfs:filer")),
                racks("hv1", "/r1"));
        assertThat(value(result, "dn1", Attribute.STORAGE_BACKEND)).isEqualTo("array");
        assertThat(result.conflicts()).extracting(Conflict::loser).containsExactly("nfs:filer");
    }

    @Test
    void racksOfMixedDepth_areRefused() {
        dataNode("dn1", uuid(1), null, null);
        dataNode("dn2", uuid(2), null, null);
        MergeResult result = merge(
                source("kvm", vm(uuid(1), null, "hv1", Liveness.RUNNING), vm(uuid(2), null, "hv2", Liveness.RUNNING)),
                racks("hv1", "/r1", "hv2", "/dc/r2"));
        assertThatThrownBy(() -> result.inventory("collected"))
                .isInstanceOf(InventoryException.class)
                .hasMessageContaining("another depth");
    }

    /** Whatever the sources say: a value was stated or kept, and every disagreement is told exactly once. */
    @Test
    void randomStatements_giveStatedValues_andTellEveryDisagreement() {
        long seed = 20260301;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            dataNodes.clear();
            int nodes = 1 + random.nextInt(8);
            for (int i = 0; i < nodes; i++) {
                dataNode("dn" + i, uuid(i), null, null);
            }
            List<SourceFacts> sources = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                List<MachineFact> facts = new ArrayList<>();
                for (int f = random.nextInt(12); f > 0; f--) {
                    facts.add(vm(
                            uuid(random.nextInt(nodes)),
                            null,
                            "hv" + random.nextInt(3),
                            Liveness.values()[random.nextInt(3)]));
                }
                sources.add(new SourceFacts("s" + s, facts));
            }
            sources.add(racks("hv0", "/r0", "hv1", "/r1", "hv2", "/r2"));
            MergeResult result = merge(sources.toArray(SourceFacts[]::new));
            for (int i = 0; i < nodes; i++) {
                String uuid = uuid(i);
                List<MachineFact> stated = sources.stream()
                        .flatMap(source -> source.machines().stream())
                        .filter(fact -> fact.identity().uuids().contains(uuid))
                        .toList();
                Set<String> hosts = stated.stream()
                        .map(fact -> fact.values().get(Attribute.PHYSICAL_HOST))
                        .collect(Collectors.toSet());
                String dataNode = "dn" + i;
                Set<String> lost = result.conflicts().stream()
                        .filter(c -> c.host().equals(dataNode))
                        .map(Conflict::loser)
                        .collect(Collectors.toCollection(HashSet::new));
                if (hosts.isEmpty()) {
                    assertThat(result.nodes())
                            .as("seed %d round %d", seed, round)
                            .doesNotContainKey(dataNode);
                    continue;
                }
                String chosen = value(result, dataNode, Attribute.PHYSICAL_HOST);
                lost.add(chosen);
                assertThat(lost)
                        .as("seed %d round %d %s", seed, round, dataNode)
                        .isEqualTo(hosts);
                assertThat(value(result, dataNode, Attribute.RACK)).isEqualTo("/r" + chosen.substring(2));
            }
        }
    }

    private MergeResult merge(SourceFacts... sources) {
        return InventoryMerge.merge(
                new MergeInput(dataNodes, List.of(sources), incomplete, previous, backendNames, defaultRack, NOW));
    }

    private void dataNode(String host, String uuid, String mac, String ip) {
        dataNodes.add(new DataNodeEntry(
                host,
                Identity.of(host, uuid, mac == null ? List.of() : List.of(mac), ip == null ? List.of() : List.of(ip)),
                false,
                dataNodes.size() + 1));
    }

    private static SourceFacts source(String name, MachineFact... facts) {
        return new SourceFacts(name, List.of(facts));
    }

    private static SourceFacts racks(String... hostsAndRacks) {
        List<MachineFact> facts = new ArrayList<>();
        for (int i = 0; i < hostsAndRacks.length; i += 2) {
            facts.add(new MachineFact(
                    Identity.named(hostsAndRacks[i]),
                    Map.of(Attribute.RACK, hostsAndRacks[i + 1]),
                    Liveness.RUNNING,
                    "line " + i));
        }
        return new SourceFacts("racks", facts);
    }

    private static MachineFact vm(String uuid, String mac, String physicalHost, Liveness liveness) {
        return new MachineFact(
                Identity.of("", uuid, mac == null ? List.of() : List.of(mac), List.of()),
                Map.of(Attribute.PHYSICAL_HOST, physicalHost),
                liveness,
                "on " + physicalHost);
    }

    private static MachineFact backend(String uuid, String backend) {
        return new MachineFact(
                Identity.of("", uuid, List.of(), List.of()),
                Map.of(Attribute.STORAGE_BACKEND, backend),
                Liveness.RUNNING,
                "");
    }

    private static String value(MergeResult result, String host, Attribute attribute) {
        return result.nodes().get(host).get(attribute).value();
    }

    private static String uuid(int number) {
        return "0b5c7e40-51c1-4d5e-9b57-0000000001%02d".formatted(number);
    }

    private static String mac(int number) {
        return "52:54:00:aa:bb:%02d".formatted(number);
    }
}
