// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MountTableTest {
    @Test
    void find_takesTheLongestMountPoint_andTheLastOfSeveral() {
        MountTable table = MountTable.parse("""
                22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
                30 22 8:17 / /data rw - xfs /dev/sdb1 rw
                31 30 8:33 / /data/1 rw - xfs /dev/sdc1 rw
                32 30 8:49 / /data/1 rw - xfs /dev/sdd1 rw
                """);
        assertThat(table.find("/data/1/hdfs").orElseThrow().device()).isEqualTo("8:49");
        assertThat(table.find("/data/10").orElseThrow().device()).isEqualTo("8:17");
        assertThat(table.find("/data").orElseThrow().device()).isEqualTo("8:17");
        assertThat(table.find("/home").orElseThrow().device()).isEqualTo("8:1");
        assertThat(table.find("relative")).isEmpty();
    }

    @Test
    void parse_undoesEscapes_andSkipsOptionalFields() {
        MountTable table = MountTable.parse(
                "40 22 8:17 /sub\\040dir /mnt/my\\040disk\\134x\\011y rw,noatime shared:7 master:2 propagate_from:1 - xfs /dev/disk/by-label/a\\040b rw,x=\\043\n");
        Mount mount = table.find("/mnt/my disk\\x\ty/hdfs").orElseThrow();
        assertThat(mount).isEqualTo(new Mount("8:17", "/mnt/my disk\\x\ty", "xfs", "/dev/disk/by-label/a b", "rw,x=#"));
        assertThat(table.skipped()).isZero();
    }

    @Test
    void parse_skipsWhatIsNotAMount_andKeepsTheOthers() {
        MountTable table = MountTable.parse("""
                nonsense
                1 2 3 4 5 6
                22 1 x:1 / / rw - ext4 /dev/sda1 rw
                22 1 8:1 / relative rw - ext4 /dev/sda1 rw
                22 1 8:1 / / rw shared:1 ext4 /dev/sda1 rw
                22 1 8:1 / / rw - ext4

                23 1 8:2 / /ok rw - ext4 /dev/sda2
                """);
        assertThat(table.skipped()).isEqualTo(6);
        assertThat(table.find("/ok/x").orElseThrow().source()).isEqualTo("/dev/sda2");
        assertThat(table.find("/else")).isEmpty();
    }

    @Test
    void parse_neverThrows_onNoise() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "0123456789 :/-\\abc,\n=\t";
        for (int round = 0; round < 2_000; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(MountTable.parse(noise.toString())).as("seed " + seed).isNotNull();
        }
        assertThat(MountTable.parse("").find("/x")).isEmpty();
    }
}
