// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.DataNodeEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables operators write: DataNodes and racks. */
class TablesTest {
    @TempDir
    Path directory;

    @Test
    void dataNodes_areRead_withCommasOrSpaces_commentsAndAByteOrderMark() throws Exception {
        List<DataNodeEntry> entries = dataNodes("""
                \uFEFFhost, uuid, mac, kind   # columns
                DN1.example.com, 0B5C7E40-51C1-4D5E-9B57-000000000001, 52-54-00-AA-BB-01; 52:54:00:aa:bb:02, vm

                # a machine of its own
                dn2, -, , metal\r
                """);
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).host()).isEqualTo("dn1.example.com");
        assertThat(entries.get(0).identity().uuids()).containsExactly("0b5c7e40-51c1-4d5e-9b57-000000000001");
        assertThat(entries.get(0).identity().macs()).containsExactly("52:54:00:aa:bb:01", "52:54:00:aa:bb:02");
        assertThat(entries.get(1).metal()).isTrue();
        assertThat(entries.get(1).line()).isEqualTo(5);
        assertThat(dataNodes("ip host\n10.1.0.1 dn1\n"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.identity().ips()).containsExactly("10.1.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1: no line of column names with host in it",
                "'dn1 dn2' | 1: no DataNodes",
                "'uuid mac\ndn1 -' | 1: no line of column names with host in it",
                "'host' | 1: no DataNodes",
                "'host uid\ndn1 x' | 1: column 'uid'; allowed: host, uuid, mac, ip, kind",
                "'host ip ip\ndn1 - -' | 1: column 'ip'",
                "'host ip\ndn1' | 2: 1 columns; allowed: 2: host, ip",
                "'host\ndn_1!' | 2: host 'dn_1!'",
                "'host\ndn1\nDN1' | 3: host dn1 again, first on line 2",
                "'host uuid\ndn1 1-2' | 2: uuid '1-2'; allowed: a UUID, not all zeros",
                "'host uuid\ndn1 00000000-0000-0000-0000-000000000000' | 2: uuid '00000000",
                "'host mac\ndn1 52:54' | 2: mac '52:54'",
                "'host mac\ndn1 52:54:00:aa:bb:01\ndn2 52-54-00-AA-BB-01' | 3: mac 52:54:00:aa:bb:01 again, first on line 2",
                "'host ip\ndn1 127.0.0.1' | 2: ip '127.0.0.1'",
                "'host kind\ndn1 pod' | 2: kind 'pod'; allowed: vm, metal",
            })
    void badDataNodeTable_isRefused_withItsLine(String text, String message) {
        assertThatThrownBy(() -> dataNodes(text.replace("\\n", "\n")))
                .isInstanceOf(InventoryException.class)
                .hasMessageStartingWith(directory.resolve("t") + ":" + message);
    }

    @Test
    void racks_areReadAsHadoopsTableHasThem() throws Exception {
        assertThat(Fixture.lines(racks("# racks\nhv1  /dc1/r1\nhv2,/dc1/r2\n10.0.0.3\t/dc1/r3\n")))
                .containsExactly(
                        "hv1 [] [] [] {RACK=/dc1/r1} RUNNING",
                        "hv2 [] [] [] {RACK=/dc1/r2} RUNNING",
                        "10.0.0.3 [] [] [] {RACK=/dc1/r3} RUNNING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'hv1' | 1: 1 columns; allowed: HOST RACK",
                "'hv1 r1' | 1: rack 'r1'; allowed: a path such as /rack1",
                "'hv1 /r1\nHV1 /r2' | 2: host HV1 again, first on line 1",
                "',/r1' | 1: 2 columns",
            })
    void badRackTable_isRefused_withItsLine(String text, String message) {
        assertThatThrownBy(() -> racks(text.replace("\\n", "\n")))
                .isInstanceOf(InventoryException.class)
                .hasMessageStartingWith(directory.resolve("t") + ":" + message);
    }

    @Test
    void tableThatCannotBeRead_isRefused() throws Exception {
        assertThatThrownBy(() -> RackTableSource.read(directory.resolve("gone")))
                .hasMessageContaining("gone: no such file");
        Files.write(directory.resolve("latin1"), new byte[] {'h', (byte) 0xE9});
        assertThatThrownBy(() -> RackTableSource.read(directory.resolve("latin1")))
                .hasMessageContaining("not UTF-8");
    }

    private List<DataNodeEntry> dataNodes(String text) throws Exception {
        return DataNodeTable.read(Files.writeString(directory.resolve("t"), text));
    }

    private List<io.howdah.hdfs.topology.collect.core.MachineFact> racks(String text) throws Exception {
        return RackTableSource.read(Files.writeString(directory.resolve("t"), text));
    }
}
