// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a path is stored on: the server of a network filesystem, the pool of a ZFS dataset, the disks or arrays below
 * a block device, otherwise the filesystem itself. Thread-safe when its {@link BlockDevices} is.
 */
public final class BackendFinder {
    /** host:/path, and [IPv6]:/path. */
    private static final Pattern SERVER = Pattern.compile("(\\[[^]]+]|[^:/\\[\\]]+):(/.*|.+)");
    /** //host/share. */
    private static final Pattern SHARE = Pattern.compile("//([^/]+)(/.*)?");

    private final MountTable mounts;
    private final BlockDevices devices;

    public BackendFinder(MountTable mounts, BlockDevices devices) {
        this.mounts = mounts;
        this.devices = devices;
    }

    /**
     * Finds the parts a path is stored on. Two paths with a part in common share a backend.
     *
     * @param path absolute, without symbolic links
     * @return never empty, unless the path is on no mount
     */
    public Set<String> find(String path) {
        return mounts.find(path).map(this::parts).orElse(Set.of());
    }

    private Set<String> parts(Mount mount) {
        String type = mount.type();
        String source = mount.source();
        Set<String> disks = Set.of();
        if (!mount.device().startsWith("0:")) {
            disks = devices.backing(mount.device());
        } else if (source.startsWith("/dev/")) {
            disks = devices.backingOf(source);
        }
        if (!disks.isEmpty()) {
            return disks;
        }
        if (type.equals("zfs")) {
            return Set.of("zfs:" + source.split("/", 2)[0]);
        }
        if (type.equals("ceph")) {
            // One cluster, whichever monitors the mount names first: mons:/path, or user@fsid.fsname=/path.
            Matcher modern = Pattern.compile("[^@]+@([^.=]+)[^=]*=.*").matcher(source);
            return Set.of("ceph:" + (modern.matches() ? modern.group(1) : source.replaceFirst(":/.*", "")));
        }
        String protocol = switch (type) {
            case "nfs", "nfs4" -> "nfs";
            case "cifs", "smb3", "smbfs" -> "smb";
            default -> type.startsWith("fuse.") ? type.substring("fuse.".length()) : type;
        };
        for (Pattern pattern : new Pattern[] {SHARE, SERVER}) {
            Matcher matcher = pattern.matcher(source);
            if (!source.startsWith("/dev/") && matcher.matches()) {
                // The address, when the mount shows it: two names of one server are one server.
                return Set.of(protocol + ":"
                        + mount.option("addr").orElse(matcher.group(1).toLowerCase(Locale.ROOT)));
            }
        }
        return Set.of("filesystem:" + mount.device());
    }
}
