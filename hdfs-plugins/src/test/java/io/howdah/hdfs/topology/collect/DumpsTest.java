// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other programs print: OpenStack's clients, lldpctl, ovn-sbctl. */
class DumpsTest {
    private static final String DN1 = "dn1 [7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c01] ";
    private static final Map<String, String> RACKS =
            Map.of("tor-r1a", "/r1", "tor-r1b", "/r1", "00:1c:73:aa:bb:01", "/r1");

    @TempDir
    Path directory;

    @Test
    void openstack_isRead_asEveryClientPrintsIt() throws Exception {
        assertThat(Fixture.lines(OpenStackSource.read("f", Fixture.json("openstack-cli.json"))))
                .containsExactly(
                        DN1 + "[] [10.1.0.5, 10.2.0.5, fd00:0:0:0:0:0:0:5] {PHYSICAL_HOST=compute-01} RUNNING",
                        "dn2 [7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c02] [] [10.1.0.6] {PHYSICAL_HOST=compute-02} PAUSED");
        assertThat(Fixture.lines(OpenStackSource.read("f", Fixture.json("openstack-cli-old.json"))))
                .containsExactly(
                        DN1 + "[] [10.1.0.5, 10.2.0.5, fd00:0:0:0:0:0:0:5] {PHYSICAL_HOST=compute-01} DEFINED");
        assertThat(Fixture.lines(OpenStackSource.read("f", Fixture.json("nova-servers.json"))))
                .containsExactly(DN1 + "[fa:16:3e:0a:0b:01] [10.1.0.5, 192.0.2.7]"
                        + " {PHYSICAL_HOST=compute-01.example.com} RUNNING");
    }

    @Test
    void openstack_badAnswers_areFailuresOfTheSource() {
        openStackFails("{}", "f: no list of servers");
        openStackFails("{\"error\": {\"code\": 401}}", "f: no list of servers");
        openStackFails("[{\"Name\": \"dn1\"}]", "f: a server without an ID");
        openStackFails(
                "[{\"ID\": \"x\", \"Name\": \"dn1\"}]",
                "f: no server has a host; allowed: the list as an administrator");
        openStackFails("[{\"ID\": ", "f:1: not valid JSON");
        openStackFails("", "f: empty, not JSON");
        openStackFails("[] []", "f:1: text after the JSON");
        openStackFails("[".repeat(100) + "]".repeat(100), "f: JSON nested deeper than 64");
    }

    private static void openStackFails(String text, String message) {
        assertThatThrownBy(() -> OpenStackSource.read("f", JsonDocument.parse("f", text)))
                .isInstanceOf(SourceFailure.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void lldp_isRead_asJsonAndJson0_withOneInterfaceOrMore() throws Exception {
        assertThat(Fixture.lines(LldpSource.read("f", "hv1", Fixture.json("lldp.json"), RACKS)))
                .containsOnly("hv1 [] [] [] {RACK=/r1} RUNNING")
                .hasSize(3);
        assertThat(Fixture.lines(LldpSource.read("f", "hv1", Fixture.json("lldp-one.json"), RACKS)))
                .containsExactly("hv1 [] [] [] {RACK=/r1} RUNNING");
        assertThat(Fixture.lines(LldpSource.read("f", "hv1", Fixture.json("lldp-json0.json"), RACKS)))
                .containsExactly("hv1 [] [] [] {RACK=/r1} RUNNING");
    }

    @Test
    void lldp_isRead_asARealLldpdPrintsIt() throws Exception {
        for (String capture : new String[] {"lldpd-1.0-json.json", "lldpd-1.0-json0.json"}) {
            assertThat(Fixture.lines(LldpSource.read("f", "hv1", Fixture.json(capture), Map.of("tor-b", "/rb"))))
                    .containsExactly("hv1 [] [] [] {RACK=/rb} RUNNING");
        }
    }

    @Test
    void lldp_badAnswers_areFailuresOfTheSource() {
        assertThatThrownBy(() -> LldpSource.read("f", "hv1", Fixture.json("lldp.json"), Map.of("tor-r9", "/r9")))
                .hasMessage("f: none of the switches it hears has a rack:"
                        + " 00:1c:73:aa:bb:01, 00:1c:73:aa:bb:02, tor-r1a, tor-r1b");
        assertThatThrownBy(() -> LldpSource.read("f", "hv1", JsonDocument.parse("f", "{\"lldp\": {}}"), RACKS))
                .hasMessage("f: hears no switch");
        assertThatThrownBy(() -> LldpSource.read("f", "hv1", JsonDocument.parse("f", "[]"), RACKS))
                .hasMessageStartingWith("f: no lldp in it");
    }

    @Test
    void dump_tooOldOrGone_isAFailureOfTheSource() throws IOException {
        Path file = Files.writeString(directory.resolve("servers.json"), "[]");
        Instant written = Instant.parse("2026-03-01T00:00:00Z");
        Files.setLastModifiedTime(file, FileTime.from(written));
        Clock later = Clock.fixed(written.plus(Duration.ofHours(27).plusMinutes(3)), ZoneOffset.UTC);
        assertThat(DumpFile.read(file, Duration.ofDays(2), later)).isEqualTo(java.util.List.of());
        assertThatThrownBy(() -> DumpFile.read(file, Duration.ofDays(1), later))
                .isInstanceOf(SourceFailure.class)
                .hasMessage(file + ": written 1 d 3 h ago; allowed: 1 d");
        assertThatThrownBy(() -> DumpFile.read(directory.resolve("gone"), Duration.ofDays(1), later))
                .isInstanceOf(SourceFailure.class)
                .hasMessageEndingWith("gone: no such file");
    }

    @Test
    void ovn_isRead_asOvnSbctlPrintsIt() throws Exception {
        // Captured from ovn-sbctl 23.03.1; a set of one element is the element.
        assertThat(Fixture.lines(ovn(
                        "{\"data\":[[[\"uuid\",\"6468883d-dcac-4394-b0d9-654aed5c033f\"],\"ch1\",\"hv-a\"]],"
                                + "\"headings\":[\"_uuid\",\"name\",\"hostname\"]}",
                        "{\"data\":[[\"p1\",\"52:54:00:00:00:01 10.1.0.5\","
                                + "[\"uuid\",\"6468883d-dcac-4394-b0d9-654aed5c033f\"],\"\",true],"
                                + "[\"p2\",[\"set\",[\"52:54:00:00:00:02 10.1.0.6\",\"52:54:00:00:00:03 dynamic\"]],"
                                + "[\"uuid\",\"6468883d-dcac-4394-b0d9-654aed5c033f\"],\"\",false],"
                                + "[\"lrp\",\"52:54:00:00:00:09\",[\"uuid\",\"6468883d-dcac-4394-b0d9-654aed5c033f\"],"
                                + "\"chassisredirect\",true],"
                                + "[\"p4\",[\"set\",[]],[\"set\",[]],\"\",[\"set\",[]]]],"
                                + "\"headings\":[\"logical_port\",\"mac\",\"chassis\",\"type\",\"up\"]}")))
                .containsExactly(
                        " [] [52:54:00:00:00:01] [10.1.0.5] {PHYSICAL_HOST=hv-a} RUNNING",
                        " [] [52:54:00:00:00:02, 52:54:00:00:00:03] [10.1.0.6] {PHYSICAL_HOST=hv-a} DEFINED");
    }

    @Test
    void ovn_badAnswers_areFailuresOfTheSource() {
        assertThatThrownBy(() -> ovn("{}", "{}")).hasMessageStartingWith("db Chassis: no headings and data");
        assertThatThrownBy(() -> ovn("Chassis", "{}")).hasMessageStartingWith("db Chassis:1: not valid JSON");
        assertThatThrownBy(() -> ovn("{\"headings\":[\"a\",\"b\"],\"data\":[[\"x\"]]}", "{}"))
                .hasMessage("db Chassis: a row of 1 under 2 headings");
    }

    private static java.util.List<io.howdah.hdfs.topology.collect.core.MachineFact> ovn(String chassis, String ports)
            throws Exception {
        return OvnSource.ask("db", words -> java.util.Arrays.asList(words).contains("Chassis") ? chassis : ports);
    }
}
