// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proc and a sys as a Linux kernel lays them out. */
final class FakeSystem {
    private final Path root;
    private final StringBuilder mounts = new StringBuilder();
    private int id = 20;

    FakeSystem(Path root) throws IOException {
        this.root = root.toRealPath();
        mount("8:1", "/", "ext4", "/dev/sda1", "rw");
    }

    Path root() {
        return root;
    }

    FakeSystem mount(String device, String point, String type, String source, String options) throws IOException {
        mounts.append(id++ + " 1 " + device + " / " + point + " rw,relatime shared:" + id + " - " + type + " " + source
                + " " + options + "\n");
        Path file = root.resolve("proc/self/mountinfo");
        Files.createDirectories(file.getParent());
        Files.writeString(file, mounts);
        return this;
    }

    /** A block device at a path below /sys/devices. */
    Path device(String path, String majorMinor) throws IOException {
        Path device = Files.createDirectories(root.resolve("sys/devices").resolve(path));
        for (String link : new String[] {"sys/dev/block/" + majorMinor, "sys/class/block/" + device.getFileName()}) {
            Path at = root.resolve(link);
            Files.createDirectories(at.getParent());
            Files.createSymbolicLink(at, at.getParent().relativize(device));
        }
        return device;
    }

    Path partition(Path disk, String name, String majorMinor) throws IOException {
        Path partition = device(
                root.resolve("sys/devices").relativize(disk).resolve(name).toString(), majorMinor);
        Files.writeString(partition.resolve("partition"), "1\n");
        return partition;
    }

    /** A stacked device: LVM, multipath or md. */
    Path stacked(String name, String majorMinor, Path... slaves) throws IOException {
        Path device = device("virtual/block/" + name, majorMinor);
        Path directory = Files.createDirectories(device.resolve("slaves"));
        for (Path slave : slaves) {
            Files.createSymbolicLink(directory.resolve(slave.getFileName()), directory.relativize(slave));
        }
        return device;
    }

    /** A LUN of an iSCSI target. */
    Path iscsi(String name, String majorMinor, int session, String target) throws IOException {
        String sessionPath = "platform/host" + session + "/session" + session;
        attribute(sessionPath + "/iscsi_session/session" + session + "/targetname", target);
        return device(sessionPath + "/target" + session + ":0:0/" + session + ":0:0:1/block/" + name, majorMinor);
    }

    void attribute(String path, String value) throws IOException {
        Path file = root.resolve("sys/devices").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
