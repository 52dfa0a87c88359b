// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.random.RandomGenerator;

/**
 * Chooses nodes for the units (internal blocks) of an erasure-coded block group of k data and m parity units.
 *
 * <h2>Goals</h2>
 * No hard domain (physical host, storage backend) holds more than one unit while the domains suffice; when they do not,
 * the fullest one holds as few as possible. Racks hold as equal numbers as possible. A group outlives the loss of any
 * domain that holds at most m units.
 *
 * <h2>Constraints</h2>
 * The platform's filters ({@link Eligibility}) and the storage types. The room on racks is a wish: it grows when it
 * cannot be kept, as in the stock policy.
 *
 * <h2>Algorithm</h2>
 * Two limits, units per rack (at first the stock policy's, total/racks rounded up) and units per domain value (at first
 * 1), are raised one by one until a complete group is found: greedily ({@link EvenSpread}), else by search
 * ({@link ReplicaSetSearch}), whose bound rules a hopeless pair of limits out in one pass. Which limit is raised first
 * depends on whether a rack may fail: while total/racks is at most m, racks hold at most m units and domains are shared
 * rather than racks overfilled; else no layout survives a rack, and domains come first. k and m are not passed to a
 * placement policy; {@link #parityUnits} says what is assumed.
 *
 * <h2>Example</h2>
 * RS(6,3) on 3 racks with 4 hosts each: 3 units on each rack, one per host. On 3 racks with 2 hosts each: 3 on each rack,
 * 2 on one host of it, so that no host and no rack holds more than 3.
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class StripedEngine {
    private StripedEngine() {}

    /**
     * Picks with at most one unit per domain value, those there are already included.
     *
     * @return picks; fewer than wanted when no complete group is legal
     */
    public static Picks legal(PlacementEngine.Request request, RandomGenerator random) {
        int wanted = request.wanted();
        Picks planned = planned(request, random);
        if (planned != null) {
            return planned;
        }
        int least = request.base().maxPerRack();
        int parity = parityUnits(units(request, wanted));
        int most = least <= parity ? parity : mostOnRack(request);
        Picks picks = attempt(request, wanted, least, 1, random);
        if (picks == null && most > least && attempt(request, wanted, most, 1, random) != null) {
            for (int rackLimit = least + 1; picks == null && rackLimit <= most; rackLimit++) {
                picks = attempt(request, wanted, rackLimit, 1, random);
            }
        }
        return picks != null ? picks : greedy(request, wanted, most, 1, random);
    }

    /**
     * Picks as many as possible, the fullest domain and the fullest rack holding as few as possible.
     *
     * @return picks, at most wanted; their conflicts are counted against one unit per domain value
     */
    public static Picks relaxed(PlacementEngine.Request request, RandomGenerator random) {
        int least = request.base().maxPerRack();
        int most = mostOnRack(request);
        int wanted = request.wanted();
        if (attempt(request, wanted, most, most, random) == null) {
            Picks open = request.base().withLimits(most, most);
            wanted = ReplicaSetSearch.best(open, request.eligible(), wanted, true, random)
                    .size();
        }
        boolean racksFirst = least <= parityUnits(units(request, wanted));
        int rackLimit = least;
        int domainLimit = 1;
        if (racksFirst) {
            while (rackLimit < most && attempt(request, wanted, rackLimit, most, random) == null) {
                rackLimit++;
            }
        } else {
            while (domainLimit < most && attempt(request, wanted, most, domainLimit, random) == null) {
                domainLimit++;
            }
        }
        Picks picks = attempt(request, wanted, rackLimit, domainLimit, random);
        while (picks == null && rackLimit + domainLimit < 2 * most) {
            if (racksFirst) {
                domainLimit++;
            } else {
                rackLimit++;
            }
            picks = attempt(request, wanted, rackLimit, domainLimit, random);
        }
        return (picks != null ? picks : greedy(request, wanted, most, most, random)).withLimits(most, 1);
    }

    /** {@return whether a has more units than b, or as many, with less crowded domains} */
    public static boolean better(Picks a, Picks b) {
        return a.size() > b.size() || (a.size() == b.size() && a.crowding() < b.crowding());
    }

    /**
     * {@return the parity units m of a group of so many units, as far as it can be told: those of the built-in policies,
     * else a third (the platform tells a policy neither k nor m)}
     */
    public static int parityUnits(int total) {
        return switch (total) {
            case 3 -> 1; // XOR(2,1)
            case 5 -> 2; // RS(3,2)
            case 14 -> 4; // RS(10,4)
            default -> total / 3; // RS(6,3)
        };
    }

    /** A complete group on one of the plan's copysets, or null. */
    private static Picks planned(PlacementEngine.Request request, RandomGenerator random) {
        Picks preferred = withPreferred(request.base(), request, request.wanted());
        if (request.copysets() == null || preferred.size() >= request.wanted()) {
            return null;
        }
        Picks planned = CopysetChoice.best(preferred, request, random);
        return planned != null && planned.size() >= request.wanted() ? planned : null;
    }

    /** Units of the whole group. */
    private static int units(PlacementEngine.Request request, int wanted) {
        return request.base().total() + wanted - request.base().size();
    }

    private static int mostOnRack(PlacementEngine.Request request) {
        return Math.max(request.base().maxPerRack(), units(request, request.wanted()));
    }

    /** A complete group within the limits, or null. */
    private static Picks attempt(
            PlacementEngine.Request request, int wanted, int rackLimit, int domainLimit, RandomGenerator random) {
        Picks greedy = greedy(request, wanted, rackLimit, domainLimit, random);
        if (greedy.size() >= wanted) {
            return greedy;
        }
        Picks base = request.base().withLimits(rackLimit, domainLimit);
        Picks preferred = withPreferred(base, request, wanted);
        Picks kept = preferred.size() > base.size()
                ? ReplicaSetSearch.complete(preferred, request.eligible(), wanted, random)
                : null;
        return kept != null ? kept : ReplicaSetSearch.complete(base, request.eligible(), wanted, random);
    }

    private static Picks greedy(
            PlacementEngine.Request request, int wanted, int rackLimit, int domainLimit, RandomGenerator random) {
        Picks picks = withPreferred(request.base().withLimits(rackLimit, domainLimit), request, wanted);
        EvenSpread.fill(picks, request.eligible(), wanted, random);
        return picks;
    }

    private static Picks withPreferred(Picks base, PlacementEngine.Request request, int wanted) {
        Picks picks = new Picks(base);
        for (int[] node : request.preferred()) {
            int type = picks.typeFor(node[1]);
            if (type >= 0
                    && picks.size() < wanted
                    && !picks.contains(node[0])
                    && picks.rackHasRoom(node[0])
                    && picks.conflictsOf(node[0]) == 0) {
                picks.add(node[0], type);
            }
        }
        return picks;
    }
}
