// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One spelling for a machine that sources name differently: one says {@code hv1}, another {@code HV1.example.com}. Two
 * spellings of one hypervisor would look like two hypervisors, and two replicas would be put on it.
 *
 * <p>Upper and lower case are one. A name without a domain is the same as the one name that adds a domain to it; when
 * there are two such names it stays by itself and is {@linkplain #ambiguous() ambiguous}. Addresses are never shortened.
 * Immutable, thread-safe.
 */
public final class HostNames {
    private final Map<String, String> canonical = new HashMap<>();
    private final Set<String> ambiguous = new TreeSet<>();

    /** @param names every name in play */
    public HostNames(Collection<String> names) {
        Map<String, String> spelling = new HashMap<>();
        Map<String, Set<String>> qualified = new HashMap<>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            spelling.putIfAbsent(lower, name);
            if (isQualified(lower)) {
                qualified
                        .computeIfAbsent(lower.substring(0, lower.indexOf('.')), key -> new HashSet<>())
                        .add(lower);
            }
        }
        for (String lower : spelling.keySet()) {
            Set<String> candidates = isQualified(lower) ? Set.of() : qualified.getOrDefault(lower, Set.of());
            if (candidates.size() > 1) {
                ambiguous.add(lower + " may be any of " + String.join(", ", new TreeSet<>(candidates)));
            }
            canonical.put(
                    lower,
                    spelling.get(candidates.size() == 1 ? candidates.iterator().next() : lower));
        }
    }

    /** {@return the one spelling of that name; a name not in play is returned as it is} */
    public String canonical(String name) {
        return canonical.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    }

    /** {@return names without a domain that fit several machines, with those, as words} */
    public Set<String> ambiguous() {
        return Set.copyOf(ambiguous);
    }

    private static boolean isQualified(String name) {
        return name.indexOf('.') > 0 && Identity.ip(name).isEmpty() && !name.matches("[0-9.]+");
    }
}
