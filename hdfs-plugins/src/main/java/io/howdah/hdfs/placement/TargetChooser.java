// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.Eligibility;
import io.howdah.hdfs.placement.core.LiveCopysets;
import io.howdah.hdfs.placement.core.Picks;
import io.howdah.hdfs.placement.core.PlacementEngine;
import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.placement.core.TargetEngine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;
import org.apache.hadoop.net.Node;

/**
 * Translates one request into picks: hints ({@link RequestHints}), the platform's filters ({@link NodeEligibility}),
 * storage types to fall back to ({@link StorageTypeRounds}). The picking itself is the {@link TargetEngine}'s. One instance
 * per call; not safe for several threads.
 *
 * <p>A legal choice is looked for first among fresh DataNodes, then among stale ones too, then with the storage policy's
 * fallback types; only then are hard domains shared. Hints (avoid the local node, the local rack) give way to hard rules.
 */
final class TargetChooser {
    private final TargetEngine engine;
    private final HowdahPlatformFilters filters;
    private final SiteResolver resolver;
    private final ClusterView view;
    private final BitSet lately;
    private final HowdahTargetRequest request;
    private final RequestHints hints;
    private final BitSet anyLoad;
    private final int wanted;
    private final int maxPerRack;
    private final RandomGenerator random;

    /**
     * @param picks rows and storage types (by ordinal) of the view
     * @param unavailable storage types given up on the way
     */
    record Choice(Picks picks, Set<StorageType> unavailable) {}

    /** @param lately rows that could take a block a moment ago */
    TargetChooser(
            TargetEngine engine,
            HowdahPlatformFilters filters,
            SiteResolver resolver,
            ClusterView view,
            BitSet lately,
            HowdahTargetRequest request,
            int wanted,
            int maxPerRack,
            RandomGenerator random) {
        this.engine = engine;
        this.filters = filters;
        this.resolver = resolver;
        this.view = view;
        this.lately = lately;
        this.request = request;
        this.hints = RequestHints.of(request);
        this.anyLoad = rowsWhoseLoadDoesNotCount();
        this.wanted = wanted;
        this.maxPerRack = maxPerRack;
        this.random = random;
    }

    /** Chooses; the answer has fewer than {@code wanted} picks only when the filters leave no more. */
    Choice choose() {
        List<Collection<Node>> wishes = hints.avoid(request, view);
        for (Collection<Node> avoid : wishes) {
            Choice choice = attempt(avoid, true);
            if (choice.picks().size() >= wanted) {
                return choice;
            }
        }
        Choice best = null;
        for (Collection<Node> avoid : wishes) {
            Choice choice = attempt(avoid, false);
            best = best == null || engine.better(choice.picks(), best.picks()) ? choice : best;
        }
        return best;
    }

    private Choice attempt(Collection<Node> avoid, boolean legal) {
        StorageTypeRounds rounds = new StorageTypeRounds(request, view, wanted);
        int[] quota = rounds.first();
        Picks picks = run(base(quota), List.of(), avoid, filters.avoidsStale(), legal);
        if (filters.avoidsStale() && (picks.size() < wanted || picks.conflicts() > 0)) {
            Picks withStale = run(base(quota), nodesOf(picks), avoid, false, legal);
            picks = engine.better(withStale, picks) ? withStale : picks;
        }
        for (int[] more = rounds.substitutes(picks); more != null; more = rounds.substitutes(picks)) {
            // As the platform: keep what was found and ask the storage policy for substitutes.
            Picks extended = base(more);
            for (int i = 0; i < picks.size(); i++) {
                extended.addKept(picks.node(i), picks.type(i));
            }
            picks = run(extended, List.of(), avoid, false, legal);
        }
        if (picks.size() < wanted && rounds.tried().size() > 1) {
            // What was kept may stand in the way: once more from nothing, any of these types.
            int[] any = StorageTypeIds.quota(rounds.tried(), wanted);
            Picks again = run(base(any), List.of(), avoid, false, legal);
            picks = engine.better(again, picks) ? again : picks;
        }
        return new Choice(picks, rounds.unavailable());
    }

    /** Picks of an earlier round, to be kept where they can be completed. */
    private static List<int[]> nodesOf(Picks picks) {
        List<int[]> nodes = new ArrayList<>();
        for (int i = 0; i < picks.size(); i++) {
            nodes.add(new int[] {picks.node(i), 1 << picks.type(i)});
        }
        return nodes;
    }

    private Picks run(Picks base, List<int[]> earlier, Collection<Node> avoid, boolean avoidStale, boolean legal) {
        Eligibility eligible = eligibility(base.wantedTypes(), avoid, avoidStale);
        List<int[]> preferred = new ArrayList<>(earlier);
        request.favored().forEach(node -> prefer(node, eligible, preferred));
        int favored = earlier.isEmpty() ? preferred.size() : 0;
        Node writer = hints.writer();
        if (startsAtWriter()) {
            prefer(writer, eligible, preferred);
        }
        int writerRack = writer == null ? CandidateTable.NONE : view.table().rackId(writer.getNetworkLocation());
        PlacementEngine.Request engineRequest = new PlacementEngine.Request(
                base,
                preferred,
                favored,
                eligible,
                wanted,
                writerRack,
                hints.newBlock(),
                legal ? copysets(base) : null);
        return legal ? engine.legal(engineRequest, random) : engine.relaxed(engineRequest, random);
    }

    /** The plan's copysets for a block of that size on the storage type most of it goes to, or null. */
    private PlacementEngine.Copysets copysets(Picks base) {
        StorageType type = StorageTypeIds.type(base.mostWantedType());
        LiveCopysets live = view.copysets().of(request.chosen().size() + wanted, filters.erasureCoded(), type);
        if (live == null) {
            return null;
        }
        int[] existing = request.chosen().stream()
                .mapToInt(storage -> view.row(storage.getDatanodeDescriptor()))
                .toArray();
        double averageLoad = filters.averageLoad();
        return new PlacementEngine.Copysets(
                live, existing, row -> view.cost(row, type, averageLoad, filters), view.draws());
    }

    private boolean startsAtWriter() {
        return hints.newBlock() && filters.prefersLocal() && hints.writer() instanceof DatanodeDescriptor;
    }

    /** The writer's own node and favored ones: the platform puts no load to them. */
    private BitSet rowsWhoseLoadDoesNotCount() {
        BitSet rows = new BitSet();
        List<Node> nodes = new ArrayList<>(request.favored());
        if (startsAtWriter()) {
            nodes.add(hints.writer());
        }
        for (Node node : nodes) {
            if (view.row(node) >= 0) {
                rows.set(view.row(node));
            }
        }
        return rows;
    }

    private void prefer(Node node, Eligibility eligible, List<int[]> preferred) {
        int row = view.row(node);
        int mask = row < 0 ? 0 : eligible.types(row);
        if (mask != 0) {
            preferred.add(new int[] {row, mask});
        }
    }

    private Eligibility eligibility(int wantedTypes, Collection<Node> avoid, boolean avoidStale) {
        return new NodeEligibility(
                filters,
                view,
                request.blockSize(),
                hints.excluded(),
                wantedTypes,
                avoid,
                filters.checksLoad(),
                anyLoad,
                avoidStale,
                lately);
    }

    private Picks base(int[] quota) {
        Picks base = new Picks(view.table(), maxPerRack, quota);
        for (DatanodeStorageInfo storage : request.chosen()) {
            ReplicaSite site = resolver.site(view.inventory(), storage.getDatanodeDescriptor());
            int[] domains = new int[site.domains().size()];
            for (int d = 0; d < domains.length; d++) {
                domains[d] = view.table().domainId(d, site.domains().get(d));
            }
            base.existing(view.table().rackId(site.rack()), domains);
        }
        return base;
    }
}
