// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.RequiresServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.NodeFencer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hadoop's own NodeFencer with PowerFence, on real domains of two real libvirtd. */
@RequiresServers({"root", "libvirtd", "virt-qemu-run", "virsh", "qemu-system-x86_64", "unshare"})
class PowerFenceIT {
    private static final UUID VM = UUID.fromString("0b5c7e40-51c1-4d5e-9b57-0000000000f1");
    private static final String KEY = "dfs.ha.fencing.methods";
    private static Path directory;
    private static LibvirtHost first;
    private static LibvirtHost second;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Path.of("/var/lib"), "howdah-fence-");
        first = new LibvirtHost("hv-a", directory);
        second = new LibvirtHost("hv-b", directory);
    }

    @AfterAll
    static void stop() throws Exception {
        for (LibvirtHost host : new LibvirtHost[] {first, second}) {
            if (host != null) {
                host.close();
            }
        }
        Commands.run(java.util.List.of("rm", "-rf", directory.toString()));
    }

    @BeforeEach
    void machine() throws Exception {
        first.define("nn2", VM);
        first.virsh("start", "nn2");
        assertThat(first.reallyRuns("nn2")).isTrue();
    }

    @Test
    void fences_andVerifies() throws Exception {
        assertThat(fence()).isTrue();
        assertThat(first.reallyRuns("nn2")).isFalse();
        assertThat(first.state("nn2")).isEqualTo("shut off");
        assertThat(audit()).contains("\"step\":\"fenced\"");
    }

    private static String audit() throws IOException {
        return Files.readString(directory.resolve("audit.log"));
    }

    private static boolean fence() throws Exception {
        Path file = directory.resolve("fence.conf");
        Files.writeString(file, """
                [fence]
                deadline = 30s
                interval = 200ms
                hypervisors = %s, %s
                audit = %s
                [host nn2.example.test]
                vm = %s
                """.formatted(first.uri(), second.uri(), directory.resolve("audit.log"), VM));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Configuration conf = new Configuration();
        conf.set(KEY, PowerFence.class.getName() + "(" + file + ")");
        return NodeFencer.create(conf, KEY).fence(new Target("nn2.example.test"));
    }
}
