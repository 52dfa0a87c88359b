// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesFileTest {
    private static final String HEAD = "schemaVersion: 1\ndatanodes: dn.txt\n";

    @TempDir
    Path directory;

    @Test
    void file_isReadWithItsDefaults_andPathsSeenFromIt() throws Exception {
        SourcesFile file = read(HEAD + "sources:\n- {name: r, type: racks, file: sub/t.data}\n");
        assertThat(file.parallel()).isEqualTo(8);
        assertThat(file.defaultRack()).isEmpty();
        assertThat(file.backendNames()).isEmpty();
        assertThat(file.dataNodes()).isEqualTo(directory.resolve("dn.txt"));
        assertThat(file.sources()).singleElement().satisfies(source -> {
            assertThat(source.timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(source.values().path("file")).hasValue(directory.resolve("sub/t.data"));
        });
    }

    @Test
    void everyType_givesItsProbes() throws Exception {
        Files.createDirectories(directory.resolve("lldp"));
        Files.writeString(directory.resolve("lldp/hv1.json"), "{}");
        Files.writeString(directory.resolve("lldp/hv2.json"), "{}");
        SourcesFile file = read(HEAD + """
                parallel: 3
                defaultRack: /r0
                backends: {"iscsi:a": array}
                sources:
                - {name: kvm, type: libvirt, uris: [qemu+tls://hv1/system, "test:///default"], timeout: 2m, names: {"test:///default": hv9}, mounts: {/mnt/a: filer}}
                - {name: sdn, type: ovn, db: "ssl:10.0.0.1:6642,ssl:10.0.0.2:6642", privateKey: k, certificate: c, caCert: ca}
                - {name: xen, type: xapi, url: "https://pool.example.com", credentials: xapi.cred}
                - {name: nova, type: openstack, file: servers.json, maxAge: 2h}
                - {name: lldp, type: lldp, directory: lldp, racks: {tor1: /r1}}
                - {name: racks, type: racks, file: topology.data}
                - {name: hand, type: inventory, file: hand.yaml}
                """);
        List<String> units = new ArrayList<>();
        for (SourcesFile.Source source : file.sources()) {
            Probes.of(source, uri -> null, Clock.systemUTC())
                    .forEach(probe -> units.add(probe.source() + " "
                            + probe.unit().replace(directory.toString(), "DIR") + " "
                            + probe.timeout().toSeconds()));
        }
        assertThat(units)
                .containsExactly(
                        "kvm qemu+tls://hv1/system 120",
                        "kvm test:///default 120",
                        "sdn ssl:10.0.0.1:6642,ssl:10.0.0.2:6642 30",
                        "xen https://pool.example.com 30",
                        "nova DIR/servers.json 30",
                        "lldp DIR/lldp/hv1.json 30",
                        "lldp DIR/lldp/hv2.json 30",
                        "racks DIR/topology.data 30",
                        "hand DIR/hand.yaml 30");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: r, type: racks, file: f, flie: g} | 4: unknown field 'flie'; allowed: name, type, timeout, file",
                "{name: r, type: racks} | 4: file is missing; allowed: lines of HOST RACK, or HOST,RACK",
                "{name: r, type: rack, file: f} | 4: type 'rack'; allowed: libvirt, ovn, xapi, openstack, lldp, racks, inventory",
                "{name: r, file: f} | 4: type is missing; allowed: libvirt",
                "{name: 'a b', type: racks, file: f} | 4: name 'a b'",
                "{name: r, type: racks, file: f, timeout: 0s} | 4: timeout '0s'; allowed: 1s to 10m",
                "{name: r, type: racks, file: f, timeout: soon} | 4: timeout 'soon'; allowed: 1s to 10m",
                "{name: k, type: libvirt, uris: []} | 4: uris is not a list of 1 to 1024",
                "{name: k, type: libvirt, uris: [hv1]} | 4: uris 'hv1' is not one",
                "{name: k, type: libvirt, uris: ['qemu+ext://h/system?command=sh']} | 4: uris 'qemu+ext://h/system?command=sh' is not one",
                "{name: k, type: libvirt, uris: ['test:///a', 'test:///a']} | 4: uris 'test:///a' again",
                "{name: k, type: libvirt, uris: ['test:///a'], names: {'test:///b': x}} | 4: names 'test:///b' is not one of the uris",
                "{name: k, type: libvirt, uris: ['test:///a'], mounts: {mnt: x}} | 4: mounts 'mnt'; allowed: absolute path: name",
                "{name: o, type: ovn, db: '10.0.0.1:6642'} | 4: db '10.0.0.1:6642'; allowed: unix:PATH",
                "{name: o, type: ovn, db: 'unix:/a --config=/b'} | 4: db 'unix:/a --config=/b'",
                "{name: x, type: xapi, url: 'http://pool', credentials: c} | 4: url is not such a URL; allowed: https://HOST",
                "{name: x, type: xapi, url: 'https://root:pw@pool', credentials: c} | 4: url is not such a URL",
                "{name: l, type: lldp, directory: ., racks: {tor: r1}} | 4: racks 'r1'; allowed: switch: /rack",
                "- x | 4: a source that is no mapping",
            })
    void badSource_isRefused_withItsLine(String source, String message) {
        assertThatThrownBy(() -> {
                    SourcesFile file = read(HEAD + "sources:\n- " + source + "\n");
                    Probes.of(file.sources().get(0), uri -> null, Clock.systemUTC());
                })
                .isInstanceOf(InventoryException.class)
                .hasMessageStartingWith(directory.resolve("sources.yaml") + ":" + message)
                .message()
                .doesNotContain("pw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1: empty file",
                "'[]' | 1: not a mapping; allowed: schemaVersion, datanodes, sources, parallel, defaultRack, backends",
                "'schemaVersion: 2' | 1: datanodes is missing",
                "'{schemaVersion: 2, datanodes: d, sources: [{name: r, type: racks, file: f}]}' | 1: schemaVersion 2 is out of range; allowed: 1",
                "'{schemaVersion: 1, datanodes: d, sources: []}' | 1: sources is not a list of 1 to 256",
                "'{schemaVersion: 1, datanodes: d, sources: x, parallel: 0}' | 1: sources is not a list",
                "'{schemaVersion: 1, datanodes: d, defaultRack: r1, sources: []}' | 1: defaultRack 'r1'; allowed: a path such as /rack1",
                "'{schemaVersion: 1, schemaVersion: 1}' | 1: 'schemaVersion' again, first on line 1",
                "'a: &x 1' | 1: anchors and aliases are not supported",
                "'a: [1' | 1: not valid YAML",
                "'[[[[[[[[[[[1]]]]]]]]]]]' | 1: nested too deeply; allowed: 8 levels",
            })
    void badFile_isRefused_withItsLine(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InventoryException.class)
                .hasMessageStartingWith(directory.resolve("sources.yaml") + ":" + message);
    }

    @Test
    void password_isRefused_andNotRepeated() {
        assertThatThrownBy(() -> {
                    SourcesFile file =
                            read(HEAD + "sources:\n- {name: k, type: libvirt, uris: ['xen+tls://root:secret@hv1/']}\n");
                    Probes.of(file.sources().get(0), uri -> null, Clock.systemUTC());
                })
                .hasMessageContaining("has one with a password")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void twoSources_ofOneName_areRefused_andAFileThatIsGone() {
        assertThatThrownBy(() ->
                        read(HEAD + "sources:\n- {name: r, type: racks, file: f}\n- {name: r, type: racks, file: g}\n"))
                .hasMessageContaining("sources.yaml:5: name 'r' again");
        assertThatThrownBy(() -> SourcesFile.read(directory.resolve("gone.yaml")))
                .isInstanceOf(InventoryException.class)
                .hasMessageContaining("gone.yaml: no such file");
    }

    private SourcesFile read(String text) throws Exception {
        return SourcesFile.read(Files.writeString(directory.resolve("sources.yaml"), text));
    }
}
