// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.volume.core.BlockDevices;
import io.howdah.hdfs.volume.core.MountTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Block devices as Linux shows them in {@code /sys}: partitions belong to their disk; device mapper (LVM, multipath), md and
 * loop devices to what they are made of; a disk behind an iSCSI session to its target, behind a Fibre Channel port to the
 * node of the array, an NVMe namespace to its subsystem, a Ceph image to its cluster. Thread-safe, no state.
 */
final class SysfsBlockDevices implements BlockDevices {
    /** Prefix of a disk that a hypervisor provides: the guest cannot see what is behind it. */
    static final String VIRTUAL = "virtual:";

    private static final int MAX_DEPTH = 16;
    private static final int MAX_ATTRIBUTE_BYTES = 4096;

    private final Path root;
    private final MountTable mounts;

    /**
     * @param root directory that has sys in it
     * @param mounts for the files below loop devices
     */
    SysfsBlockDevices(Path root, MountTable mounts) {
        this.root = root;
        this.mounts = mounts;
    }

    @Override
    public Set<String> backing(String majorMinor) {
        return disks(root.resolve("sys/dev/block").resolve(majorMinor), 0);
    }

    @Override
    public Set<String> backingOf(String path) {
        Path device = root.resolve(path.substring(1));
        try {
            device = device.toRealPath();
        } catch (IOException e) {
            // /dev of the host may not be visible in a container; the name in the mount table is then all there is.
        }
        return disks(root.resolve("sys/class/block").resolve(device.getFileName()), 0);
    }

    private Set<String> disks(Path link, int depth) {
        Path device;
        try {
            device = link.toRealPath();
        } catch (IOException e) {
            return Set.of();
        }
        if (Files.exists(device.resolve("partition"))) {
            device = device.getParent();
        }
        Set<String> below = new TreeSet<>();
        if (depth < MAX_DEPTH) {
            attribute(device.resolve("loop/backing_file"))
                    .flatMap(mounts::find)
                    .ifPresent(mount ->
                            below.addAll(disks(root.resolve("sys/dev/block").resolve(mount.device()), depth + 1)));
            try (DirectoryStream<Path> slaves = Files.newDirectoryStream(device.resolve("slaves"))) {
                slaves.forEach(slave -> below.addAll(disks(slave, depth + 1)));
            } catch (IOException e) {
                // Only stacked devices have slaves.
            }
        }
        return below.isEmpty() ? Set.of(name(device)) : below;
    }

    private String name(Path device) {
        String disk = device.getFileName().toString();
        for (Path at = device; at.getFileName() != null; at = at.getParent()) {
            String name = at.getFileName().toString();
            if (name.matches("session[0-9]+")) {
                Optional<String> target =
                        attribute(at.resolve("iscsi_session").resolve(name).resolve("targetname"));
                if (target.isPresent()) {
                    return "iscsi:" + target.get();
                }
            } else if (name.startsWith("rport-")) {
                Optional<String> node =
                        attribute(at.resolve("fc_remote_ports").resolve(name).resolve("node_name"));
                if (node.isPresent()) {
                    return "fc:" + node.get();
                }
            } else if (name.matches("virtio[0-9]+|vbd-[0-9]+")) {
                return VIRTUAL + disk;
            }
            Optional<String> nvme = attribute(at.resolve("subsysnqn"));
            if (nvme.isPresent()) {
                return "nvme:" + nvme.get();
            }
            Optional<String> ceph = attribute(at.resolve("cluster_fsid"));
            if (ceph.isPresent()) {
                return "rbd:" + ceph.get();
            }
        }
        return "disk:" + disk;
    }

    private static Optional<String> attribute(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_ATTRIBUTE_BYTES), StandardCharsets.UTF_8).trim();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
