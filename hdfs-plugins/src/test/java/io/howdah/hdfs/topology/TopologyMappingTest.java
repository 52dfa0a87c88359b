// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyMappingTest {
    @TempDir
    Path directory;

    @Test
    void fileMapping_givesRacks_andDefaultRackAtTheSameDepth() throws Exception {
        DNSToSwitchMapping mapping = mapping(FileTopologyMapping.class, "/dc1/r1", "hv1");
        assertThat(mapping.resolve(List.of("dn1", "DN1", "elsewhere")))
                .containsExactly("/dc1/r1", "/dc1/r1", "/default-rack/default-rack");
        assertThat(mapping.resolve(List.of())).isEmpty();
    }

    @Test
    void hostMapping_givesPhysicalHosts_andUnknownHostsThemselves() throws Exception {
        assertThat(mapping(HostTopologyMapping.class, "/r1", "rack/7").resolve(List.of("dn1", "Elsewhere")))
                .containsExactly("/rack_7", "/elsewhere");
    }

    @Test
    void fileMapping_followsTheFile_andKeepsTheLastGoodOne() throws Exception {
        DNSToSwitchMapping mapping = mapping(FileTopologyMapping.class, "/r1", "hv1");
        write("/r2", "hv1");
        mapping.reloadCachedMappings();
        assertThat(mapping.resolve(List.of("dn1"))).containsExactly("/r2");
        Files.writeString(file(), "nonsense");
        mapping.reloadCachedMappings(List.of("dn1"));
        assertThat(mapping.resolve(List.of("dn1"))).containsExactly("/r2");
    }

    @Test
    void mappings_refuseToStart_withoutAFileOrWithABrokenOne() throws Exception {
        assertThatThrownBy(() -> ReflectionUtils.newInstance(FileTopologyMapping.class, new Configuration(false)))
                .hasMessageContaining("howdah.placement.inventory.file is not set, and FileTopologyMapping needs it");
        Files.writeString(file(), "schemaVersion: 7\n");
        Configuration conf = new Configuration(false);
        conf.set("howdah.placement.inventory.file", file().toString());
        assertThatThrownBy(() -> ReflectionUtils.newInstance(FileTopologyMapping.class, conf))
                .hasStackTraceContaining(file() + ":1: schemaVersion 7 is newer than this build reads");
    }

    private <T extends DNSToSwitchMapping> T mapping(Class<T> type, String rack, String physicalHost) throws Exception {
        write(rack, physicalHost);
        Configuration conf = new Configuration(false);
        conf.set("howdah.placement.inventory.file", file().toString());
        conf.set("howdah.placement.poll", "1h");
        return ReflectionUtils.newInstance(type, conf);
    }

    private void write(String rack, String physicalHost) throws Exception {
        Files.writeString(
                file(),
                "schemaVersion: 1\nnodes:\n  - {host: dn1, rack: " + rack + ", physicalHost: " + physicalHost + "}\n");
    }

    private Path file() {
        return directory.resolve("inventory.yaml");
    }
}
