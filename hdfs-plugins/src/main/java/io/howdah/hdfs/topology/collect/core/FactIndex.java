// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what the sources say of a DataNode.
 *
 * <p>By UUID, MAC and IP. A machine whose UUID is known and another one is not the DataNode, even with the same MAC: that
 * is a clone. By name: lines of tables always; virtual machines only for a DataNode whose table line gives neither UUID,
 * nor MAC, nor IP, since a domain's name is free text. Not thread-safe.
 */
final class FactIndex {
    /** A fact and the place of its source in the operator's order. */
    record Ranked(int rank, String source, MachineFact fact) {}

    private final Map<String, List<Ranked>> byUuid = new HashMap<>();
    private final Map<String, List<Ranked>> byMac = new HashMap<>();
    private final Map<String, List<Ranked>> byIp = new HashMap<>();
    private final Map<String, List<Ranked>> byName = new HashMap<>();
    private final HostNames names;

    FactIndex(List<SourceFacts> sources, HostNames names) {
        this.names = names;
        for (int rank = 0; rank < sources.size(); rank++) {
            for (MachineFact fact : sources.get(rank).machines()) {
                Ranked ranked = new Ranked(rank, sources.get(rank).source(), fact);
                Identity identity = fact.identity();
                add(byUuid, identity.uuids(), ranked);
                add(byMac, identity.macs(), ranked);
                add(byIp, identity.ips(), ranked);
                if (!identity.name().isEmpty()) {
                    add(byName, Set.of(names.canonical(identity.name())), ranked);
                }
            }
        }
    }

    private static void add(Map<String, List<Ranked>> index, Collection<String> keys, Ranked ranked) {
        keys.forEach(key -> index.computeIfAbsent(key, k -> new ArrayList<>()).add(ranked));
    }

    /** {@return what is said of the DataNode, in the order of the sources} */
    List<Ranked> of(DataNodeEntry dataNode) {
        Identity identity = dataNode.identity();
        Set<Ranked> found = new LinkedHashSet<>();
        identity.uuids().forEach(uuid -> found.addAll(byUuid.getOrDefault(uuid, List.of())));
        identity.macs().forEach(mac -> addUnlessClone(found, byMac.get(mac), identity));
        identity.ips().forEach(ip -> addUnlessClone(found, byIp.get(ip), identity));
        for (Ranked ranked : byName.getOrDefault(names.canonical(dataNode.host()), List.of())) {
            if (ranked.fact().identity().nameOnly() || identity.nameOnly()) {
                found.add(ranked);
            }
        }
        List<Ranked> ordered = new ArrayList<>(found);
        ordered.sort(java.util.Comparator.comparingInt(Ranked::rank));
        return ordered;
    }

    /** {@return what tables say of a name} */
    List<Ranked> ofName(String name) {
        return byName.getOrDefault(names.canonical(name), List.of()).stream()
                .filter(ranked -> ranked.fact().identity().nameOnly())
                .toList();
    }

    private static void addUnlessClone(Set<Ranked> found, List<Ranked> candidates, Identity identity) {
        for (Ranked ranked : candidates == null ? List.<Ranked>of() : candidates) {
            Set<String> uuids = ranked.fact().identity().uuids();
            if (uuids.isEmpty() || identity.uuids().isEmpty() || !Collections.disjoint(uuids, identity.uuids())) {
                found.add(ranked);
            }
        }
    }
}
