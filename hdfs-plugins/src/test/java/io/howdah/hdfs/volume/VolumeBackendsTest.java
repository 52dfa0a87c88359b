// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.volume.core.VolumeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VolumeBackendsTest {
    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();
    private final Map<String, String> settings = new HashMap<>();
    private FakeSystem system;

    @BeforeEach
    void system() throws IOException {
        system = new FakeSystem(Files.createDirectory(directory.resolve("host")));
        Path sda = system.device("pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda", "8:0");
        system.partition(sda, "sda1", "8:1");
        settings.put(VolumeSettings.SYSTEM_ROOT.name(), system.root().toString());
    }

    @Test
    void disks_areBackendsOfTheirOwn_whateverThePartitions() throws IOException {
        Path sdb = system.device("pci0000:00/ata2/host1/target1:0:0/1:0:0:0/block/sdb", "8:16");
        system.partition(sdb, "sdb1", "8:17");
        system.partition(sdb, "sdb2", "8:18");
        system.mount("8:17", "/data/1", "xfs", "/dev/sdb1", "rw").mount("8:18", "/data/2", "xfs", "/dev/sdb2", "rw");
        assertThat(backends("/data/1", "/data/2", "/var/hdfs", "/opt/hdfs"))
                .containsExactly("disk:sdb", "disk:sdb", "disk:sda", "disk:sda");
    }

    @Test
    void lunsOfOneIscsiTarget_areOneBackend_throughMultipathAndLvm() throws IOException {
        String target = "iqn.2026-01.com.example:array1";
        Path sdc = system.iscsi("sdc", "8:32", 3, target);
        Path sdd = system.iscsi("sdd", "8:48", 4, target); // the second path to the same LUN
        Path sde = system.iscsi("sde", "8:64", 3, target);
        Path other = system.iscsi("sdf", "8:80", 5, "iqn.2026-01.com.example:array2");
        Path multipath = system.stacked("dm-0", "253:0", sdc, sdd);
        system.stacked("dm-1", "253:1", multipath); // a logical volume on it
        system.mount("253:1", "/data/1", "xfs", "/dev/mapper/vg-lv1", "rw")
                .mount("8:64", "/data/2", "xfs", "/dev/sde", "rw")
                .mount("8:80", "/data/3", "xfs", "/dev/sdf", "rw");
        assertThat(other).exists();
        assertThat(sde).exists();
        assertThat(backends("/data/1", "/data/2", "/data/3"))
                .containsExactly("iscsi:" + target, "iscsi:" + target, "iscsi:iqn.2026-01.com.example:array2");
    }

    @Test
    void logicalVolumesThatShareADisk_areOneBackend() throws IOException {
        Path sdb = system.device("pci0000:00/ata2/block/sdb", "8:16");
        Path sdc = system.device("pci0000:00/ata3/block/sdc", "8:32");
        Path sdd = system.device("pci0000:00/ata4/block/sdd", "8:48");
        system.stacked("dm-0", "253:0", sdb, sdc);
        system.stacked("dm-1", "253:1", sdc);
        system.stacked("md0", "9:0", sdd);
        system.mount("253:0", "/data/1", "xfs", "/dev/mapper/vg-a", "rw")
                .mount("253:1", "/data/2", "xfs", "/dev/mapper/vg-b", "rw")
                .mount("9:0", "/data/3", "xfs", "/dev/md0", "rw");
        assertThat(backends("/data/1", "/data/2", "/data/3"))
                .containsExactly("disk:sdb+disk:sdc", "disk:sdb+disk:sdc", "disk:sdd");
    }

    @Test
    void mountsOfOneNfsServer_areOneBackend_byItsAddress() throws IOException {
        system.mount("0:50", "/data/1", "nfs4", "filer1:/vol/a", "rw,vers=4.2,clientaddr=10.0.0.9,addr=10.0.0.5")
                .mount(
                        "0:51",
                        "/data/2",
                        "nfs",
                        "filer1-b.example.com:/vol/b",
                        "rw,vers=3,mountaddr=10.0.0.7,addr=10.0.0.5")
                .mount("0:52", "/data/3", "nfs4", "[fe80::2]:/vol/a", "rw,addr=fe80::2")
                .mount("0:53", "/data/4", "nfs4", "FILER2:/vol/a", "rw")
                .mount("0:54", "/data/5", "cifs", "//Filer2/share\\040one", "rw");
        assertThat(backends("/data/1", "/data/2", "/data/3", "/data/4", "/data/5"))
                .containsExactly("nfs:10.0.0.5", "nfs:10.0.0.5", "nfs:fe80::2", "nfs:filer2", "smb:filer2");
    }

    @Test
    void poolsAndClusters_areBackends() throws IOException {
        Path sdb = system.device("pci0000:00/ata2/block/sdb", "8:16");
        system.mount("0:60", "/data/1", "zfs", "tank/hdfs1", "rw,xattr")
                .mount("0:61", "/data/2", "zfs", "tank/hdfs2", "rw,xattr")
                .mount("0:62", "/data/3", "btrfs", "/dev/sdb", "rw,subvol=/a")
                .mount("0:63", "/data/4", "btrfs", "/dev/sdb", "rw,subvol=/b")
                .mount("0:64", "/data/5", "ceph", "10.0.0.1:6789,10.0.0.2:6789:/hdfs", "rw")
                .mount("0:65", "/data/6", "ceph", "hdfs@9a1b.fs1=/a", "rw")
                .mount("0:66", "/data/7", "fuse.glusterfs", "g1:/vol0", "rw")
                .mount("0:67", "/data/8", "overlay", "overlay", "rw,upperdir=/var/lib/docker/1/diff");
        assertThat(sdb).exists();
        assertThat(backends("/data/1", "/data/2", "/data/3", "/data/4", "/data/5", "/data/6", "/data/7", "/data/8"))
                .containsExactly(
                        "zfs:tank",
                        "zfs:tank",
                        "disk:sdb",
                        "disk:sdb",
                        "ceph:10.0.0.1:6789,10.0.0.2:6789",
                        "ceph:9a1b",
                        "glusterfs:g1",
                        "filesystem:0:67");
    }

    @Test
    void fibreChannelNvmeCephImagesAndLoopDevices_areFound() throws IOException {
        system.attribute("pci0000:00/host7/rport-7:0-1/fc_remote_ports/rport-7:0-1/node_name", "0x5006016090");
        system.device("pci0000:00/host7/rport-7:0-1/target7:0:0/7:0:0:1/block/sdg", "8:96");
        system.attribute("virtual/nvme-subsystem/nvme-subsys0/subsysnqn", "nqn.2026-01.com.example:ssd");
        system.device("virtual/nvme-subsystem/nvme-subsys0/nvme0n1", "259:0");
        system.device("virtual/nvme-subsystem/nvme-subsys0/nvme0n2", "259:1");
        system.attribute("rbd/0/cluster_fsid", "6f1b");
        system.device("rbd/0/block/rbd0", "252:0");
        system.attribute("virtual/block/loop0/loop/backing_file", "/data/1/image");
        system.device("virtual/block/loop0", "7:0");
        system.mount("8:96", "/data/1", "xfs", "/dev/sdg", "rw")
                .mount("259:0", "/data/2", "xfs", "/dev/nvme0n1", "rw")
                .mount("259:1", "/data/3", "xfs", "/dev/nvme0n2", "rw")
                .mount("252:0", "/data/4", "xfs", "/dev/rbd0", "rw")
                .mount("7:0", "/data/5", "ext4", "/dev/loop0", "rw");
        assertThat(backends("/data/1", "/data/2", "/data/3", "/data/4", "/data/5"))
                .containsExactly(
                        "fc:0x5006016090",
                        "nvme:nqn.2026-01.com.example:ssd",
                        "nvme:nqn.2026-01.com.example:ssd",
                        "rbd:6f1b",
                        "fc:0x5006016090");
    }

    @Test
    void virtualDisks_haveTheInventorysBackend_othersTheirOwn() throws IOException {
        system.device("pci0000:00/0000:00:02.0/virtio1/block/vdb", "254:16");
        system.device("pci0000:00/0000:00:03.0/virtio2/block/vdc", "254:32");
        system.mount("254:16", "/data/1", "xfs", "/dev/vdb", "rw")
                .mount("254:32", "/data/2", "xfs", "/dev/vdc", "rw")
                .mount("0:50", "/data/3", "nfs4", "filer1:/vol/a", "rw");
        assertThat(backends("/data/1", "/data/2", "/data/3"))
                .containsExactly("virtual:vdb", "virtual:vdc", "nfs:filer1");
        VolumeBackends stated =
                new VolumeBackends(VolumeSettings.parse(settings::get), Optional.of("san-a"), clock::get);
        assertThat(one(stated, "/data/1")).isEqualTo("san-a");
        assertThat(one(stated, "/data/2")).isEqualTo("san-a");
        assertThat(one(stated, "/data/3")).isEqualTo("nfs:filer1");
    }

    @Test
    void settings_overrideWhatIsFound_forTheLongestDirectory() throws IOException {
        system.mount("0:50", "/data", "nfs4", "filer1:/vol/a", "rw");
        settings.put("howdah.volume.backends", "/data/1=san-a,/data/1/ssd=san-b,/other=san-a");
        assertThat(backends("/data/1/disk", "/data/1/ssd/x", "/other", "/data/10"))
                .containsExactly("san-a", "san-b", "san-a", "nfs:filer1");
    }

    @Test
    void symbolicLinks_areFollowed() throws IOException {
        Path real = Files.createDirectories(directory.resolve("real/disk1")).toRealPath();
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        system.mount("0:50", real.toString(), "nfs4", "filer1:/vol/a", "rw");
        assertThat(backends(link.toString())).containsExactly("nfs:filer1");
    }

    @Test
    void eachDirectory_isItsOwnBackend_whenThereIsNoMountTable() throws IOException {
        Files.delete(system.root().resolve("proc/self/mountinfo"));
        assertThat(backends("/data/1", "/data/2")).containsExactly("/data/1", "/data/2");
        VolumeBackends backends = new VolumeBackends(VolumeSettings.parse(settings::get), Optional.empty(), clock::get);
        one(backends, "/data/1");
        assertThat(backends.snapshot().unknown()).isEqualTo(1);
    }

    @Test
    void mounts_areLookedAtAgain_afterTheRefreshInterval() throws IOException {
        settings.put("howdah.volume.refresh", "5m");
        VolumeBackends backends = new VolumeBackends(VolumeSettings.parse(settings::get), Optional.empty(), clock::get);
        assertThat(one(backends, "/data/1")).isEqualTo("disk:sda");
        system.mount("0:50", "/data/1", "nfs4", "filer1:/vol/a", "rw");
        assertThat(one(backends, "/data/1")).isEqualTo("disk:sda");
        clock.addAndGet(301_000_000_000L);
        assertThat(one(backends, "/data/1")).isEqualTo("nfs:filer1");
        assertThat(one(backends, "/data/2")).as("a new one at once").isEqualTo("disk:sda");
    }

    /** This machine's own mount table: whatever it is, two directories side by side share a backend. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void directoriesSideBySide_shareABackend_onARealMachine() throws IOException {
        settings.remove(VolumeSettings.SYSTEM_ROOT.name());
        String one = Files.createDirectory(directory.resolve("one")).toString();
        String two = Files.createDirectory(directory.resolve("two")).toString();
        VolumeBackends backends = new VolumeBackends(VolumeSettings.parse(settings::get), Optional.empty(), clock::get);
        assertThat(one(backends, one)).isEqualTo(one(backends, two)).isNotEqualTo(one);
        assertThat(backends.snapshot().unknown()).isZero();
        System.out.println("this machine: " + backends.snapshot().backends());
    }

    @Test
    void brokenSys_givesTheFilesystemAsBackend() throws IOException {
        system.mount("8:200", "/data/1", "xfs", "/dev/sdz", "rw");
        assertThat(backends("/data/1")).containsExactly("filesystem:8:200");
    }

    private List<String> backends(String... directories) {
        VolumeBackends backends = new VolumeBackends(VolumeSettings.parse(settings::get), Optional.empty(), clock::get);
        List<Path> paths = Stream.of(directories).map(Path::of).toList();
        Map<Path, String> found = backends.of(paths);
        return paths.stream().map(found::get).toList();
    }

    private static String one(VolumeBackends backends, String path) {
        return backends.of(List.of(Path.of(path))).get(Path.of(path));
    }
}
