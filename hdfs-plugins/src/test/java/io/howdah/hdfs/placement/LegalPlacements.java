// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many replicas can be placed without breaking a rule, and with: the oracle of the churn run. Exact. Shares no code
 * with what it judges, nor its tables.
 *
 * <p>With one hard domain this is a flow (source, a host each with capacity 1, its racks with the room they have, sink),
 * found by augmenting paths on an adjacency matrix. With two it is a search over all sets, for a dozen nodes.
 */
final class LegalPlacements {
    /**
     * A node that could take a replica.
     *
     * @param backend its storage backend, or null
     */
    record Candidate(String rack, String host, String backend) {}

    private final List<Candidate> candidates;
    private final Map<String, Integer> room = new HashMap<>();
    private final Set<String> usedHosts = new HashSet<>();
    private final Set<String> usedBackends = new HashSet<>();
    private final int wanted;

    /**
     * @param candidates nodes that pass the filters and have no replica
     * @param existing replicas there are already
     * @param maxPerRack most replicas on a rack, the existing ones included
     */
    LegalPlacements(List<Candidate> candidates, List<Candidate> existing, int maxPerRack, int wanted) {
        this.candidates = candidates;
        this.wanted = wanted;
        for (Candidate candidate : candidates) {
            room.putIfAbsent(candidate.rack(), maxPerRack);
        }
        for (Candidate replica : existing) {
            room.computeIfPresent(replica.rack(), (rack, left) -> Math.max(0, left - 1));
            usedHosts.add(replica.host());
            if (replica.backend() != null) {
                usedBackends.add(replica.backend());
            }
        }
    }

    /** {@return most replicas when hard domains may be shared: only the racks limit them} */
    int most() {
        Map<String, Integer> onRack = new HashMap<>();
        candidates.forEach(candidate -> onRack.merge(candidate.rack(), 1, Integer::sum));
        int most = 0;
        for (Map.Entry<String, Integer> rack : onRack.entrySet()) {
            most += Math.min(rack.getValue(), room.get(rack.getKey()));
        }
        return Math.min(most, wanted);
    }

    /** {@return most replicas that share no host with each other or an existing one; backends are not looked at} */
    int mostOnDifferentHosts() {
        List<String> racks = new ArrayList<>(room.keySet());
        List<String> hosts = new ArrayList<>(
                new HashSet<>(candidates.stream().map(Candidate::host).toList()));
        hosts.removeAll(usedHosts);
        Map<String, Integer> hostIndex = new HashMap<>();
        hosts.forEach(host -> hostIndex.put(host, hostIndex.size()));
        boolean[][] offers = new boolean[hosts.size()][racks.size()];
        for (Candidate candidate : candidates) {
            Integer host = hostIndex.get(candidate.host());
            if (host != null) {
                offers[host][racks.indexOf(candidate.rack())] = true;
            }
        }
        int[] rackOf = new int[hosts.size()];
        Arrays.fill(rackOf, -1);
        int[] left = racks.stream().mapToInt(room::get).toArray();
        int flow = 0;
        for (int host = 0; host < hosts.size() && flow < wanted; host++) {
            if (augment(host, offers, rackOf, left, new boolean[racks.size()])) {
                flow++;
            }
        }
        return flow;
    }

    private static boolean augment(int host, boolean[][] offers, int[] rackOf, int[] left, boolean[] seen) {
        for (int rack = 0; rack < left.length; rack++) {
            if (!offers[host][rack] || seen[rack]) {
                continue;
            }
            seen[rack] = true;
            if (left[rack] > 0) {
                left[rack]--;
                rackOf[host] = rack;
                return true;
            }
            for (int other = 0; other < rackOf.length; other++) {
                if (rackOf[other] == rack && augment(other, offers, rackOf, left, seen)) {
                    rackOf[host] = rack;
                    return true;
                }
            }
        }
        return false;
    }

    /** {@return most replicas that share neither host nor backend; tries every set, so for small clusters only} */
    int mostLegal() {
        return descend(0, 0, new HashSet<>(usedHosts), new HashSet<>(usedBackends), new HashMap<>(room));
    }

    private int descend(int from, int placed, Set<String> hosts, Set<String> backends, Map<String, Integer> left) {
        int best = placed;
        for (int i = from; i < candidates.size() && best < wanted; i++) {
            Candidate candidate = candidates.get(i);
            if (hosts.contains(candidate.host())
                    || candidate.backend() != null && backends.contains(candidate.backend())
                    || left.get(candidate.rack()) == 0) {
                continue;
            }
            hosts.add(candidate.host());
            if (candidate.backend() != null) {
                backends.add(candidate.backend());
            }
            left.merge(candidate.rack(), -1, Integer::sum);
            best = Math.max(best, descend(i + 1, placed + 1, hosts, backends, left));
            left.merge(candidate.rack(), 1, Integer::sum);
            hosts.remove(candidate.host());
            backends.remove(candidate.backend());
        }
        return best;
    }
}
