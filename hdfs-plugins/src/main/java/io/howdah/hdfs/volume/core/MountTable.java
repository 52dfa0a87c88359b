// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts of a process, as the kernel lists them in {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). Immutable. */
public final class MountTable {
    private static final int FIXED_FIELDS = 6;

    private final List<Mount> mounts;
    private final int skipped;

    private MountTable(List<Mount> mounts, int skipped) {
        this.mounts = List.copyOf(mounts);
        this.skipped = skipped;
    }

    /**
     * Parses the table. A line that is not one of a mount is skipped: kernels add fields, and one line nobody understands
     * must not take the others away.
     */
    public static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        int skipped = 0;
        for (String line : text.split("\n")) {
            Optional<Mount> mount = line(line);
            mount.ifPresent(mounts::add);
            skipped += mount.isEmpty() && !line.isBlank() ? 1 : 0;
        }
        return new MountTable(mounts, skipped);
    }

    /** {@return lines that could not be understood} */
    public int skipped() {
        return skipped;
    }

    /**
     * Finds the filesystem a path is on: the mount with the longest matching mount point, the last one of those, because
     * a later mount on the same point hides the earlier.
     *
     * @param path absolute, without symbolic links
     */
    public Optional<Mount> find(String path) {
        Mount best = null;
        for (Mount mount : mounts) {
            if (contains(mount.point(), path)
                    && (best == null || mount.point().length() >= best.point().length())) {
                best = mount;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean contains(String point, String path) {
        return point.equals("/") ? path.startsWith("/") : path.equals(point) || path.startsWith(point + "/");
    }

    private static Optional<Mount> line(String line) {
        // ID parent major:minor root mount-point options [optional ...] - type source super-options
        String[] fields = line.split(" ");
        int dash = FIXED_FIELDS;
        while (dash < fields.length && !fields[dash].equals("-")) {
            dash++;
        }
        if (dash + 2 >= fields.length || !fields[2].matches("[0-9]+:[0-9]+") || !fields[4].startsWith("/")) {
            return Optional.empty();
        }
        return Optional.of(new Mount(
                fields[2],
                unescape(fields[4]),
                fields[dash + 1],
                unescape(fields[dash + 2]),
                dash + 3 < fields.length ? unescape(fields[dash + 3]) : ""));
    }

    /** Undoes the kernel's escapes: space, tab, newline, # and backslash as a backslash and three octal digits. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\'
                    && i + 3 < field.length()
                    && field.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                plain.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
