// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Joins volumes that share a part into one backend. */
public final class BackendGroups {
    private BackendGroups() {}

    /**
     * Groups volumes: those connected through common parts get the same name, the sorted parts joined by {@code +}. Thus a
     * logical volume over sda and sdb, and one over sdb and sdc, are one backend {@code disk:sda+disk:sdb+disk:sdc}.
     *
     * @param parts volume to what it is stored on; a volume with no parts is its own backend, named as itself
     * @return volume to backend, in the same order
     */
    public static Map<String, String> of(Map<String, Set<String>> parts) {
        Map<String, String> parent = new HashMap<>();
        parts.values()
                .forEach(set -> set.forEach(part -> union(parent, set.iterator().next(), part)));
        Map<String, TreeSet<String>> names = new TreeMap<>();
        parts.values()
                .forEach(set -> set.forEach(part -> names.computeIfAbsent(root(parent, part), r -> new TreeSet<>())
                        .add(part)));
        Map<String, String> backends = new LinkedHashMap<>();
        parts.forEach((volume, set) -> backends.put(
                volume,
                set.isEmpty()
                        ? volume
                        : String.join("+", names.get(root(parent, set.iterator().next())))));
        return backends;
    }

    private static void union(Map<String, String> parent, String one, String other) {
        String a = root(parent, one);
        String b = root(parent, other);
        if (!a.equals(b)) {
            parent.put(a, b);
        }
    }

    private static String root(Map<String, String> parent, String part) {
        String at = part;
        while (parent.containsKey(at)) {
            at = parent.get(at);
        }
        return at;
    }
}
