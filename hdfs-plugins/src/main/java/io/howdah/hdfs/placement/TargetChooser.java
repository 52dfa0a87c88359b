// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.Eligibility;
import io.howdah.hdfs.placement.core.Picks;
import io.howdah.hdfs.placement.core.PlacementEngine;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahReplicatedPolicyBridge.TargetRequest;
import org.apache.hadoop.net.Node;

/**
 * Translates one request into picks: which hints apply, which nodes the platform's filters let pass, which storage types
 * to fall back to. The picking itself is {@link PlacementEngine}'s. One instance per call; not safe for several threads.
 *
 * <p>A legal choice is looked for first among fresh DataNodes, then among stale ones too, then with the storage policy's
 * fallback types; only then are hard domains shared. Hints (avoid the local node, the local rack) give way to hard rules.
 */
final class TargetChooser {
    private final PlatformFilters filters;
    private final SiteResolver resolver;
    private final ClusterView view;
    private final TargetRequest request;
    private final Set<Node> excluded;
    private final int wanted;
    private final int maxPerRack;
    private final Node writer;
    private final boolean newBlock;
    private final RandomGenerator random;

    /** The platform's own tests, opened by the bridge. */
    interface PlatformFilters {
        boolean good(DatanodeDescriptor node, boolean checkLoad, boolean avoidStale);

        DatanodeStorageInfo storage(DatanodeDescriptor node, long blockSize, StorageType type);

        boolean avoidsStale();

        boolean checksLoad();

        boolean prefersLocal();
    }

    /**
     * @param picks rows and storage types (by ordinal) of the view
     * @param unavailable storage types given up on the way
     */
    record Choice(Picks picks, Set<StorageType> unavailable) {}

    TargetChooser(
            PlatformFilters filters,
            SiteResolver resolver,
            ClusterView view,
            TargetRequest request,
            int wanted,
            int maxPerRack,
            RandomGenerator random) {
        this.filters = filters;
        this.resolver = resolver;
        this.view = view;
        this.request = request;
        this.wanted = wanted;
        this.maxPerRack = maxPerRack;
        this.random = random;
        this.newBlock = request.chosen().isEmpty();
        this.writer = !newBlock && !(request.writer() instanceof DatanodeDescriptor)
                ? request.chosen().get(0).getDatanodeDescriptor()
                : request.writer();
        this.excluded = request.excluded() == null ? new HashSet<>() : new HashSet<>(request.excluded());
        request.chosen().forEach(storage -> excluded.add(storage.getDatanodeDescriptor()));
    }

    /** Chooses; the answer has fewer than {@code wanted} picks only when the filters leave no more. */
    Choice choose() {
        List<Collection<Node>> hints = hints();
        Choice best = null;
        for (Collection<Node> avoid : hints) {
            Choice choice = attempt(avoid, true);
            if (choice.picks().size() >= wanted) {
                return choice;
            }
        }
        for (Collection<Node> avoid : hints) {
            Choice choice = attempt(avoid, false);
            best = best == null || PlacementEngine.better(choice.picks(), best.picks()) ? choice : best;
        }
        return best;
    }

    /** Nodes to avoid, the strictest wish first; the last entry avoids none. */
    private List<Collection<Node>> hints() {
        List<Collection<Node>> hints = new ArrayList<>();
        EnumSet<AddBlockFlag> flags = request.flags();
        if (flags != null && writer != null && request.favored().isEmpty()) {
            if (flags.contains(AddBlockFlag.NO_LOCAL_RACK) && view.table().racks() > 2) {
                Set<Node> rack = new HashSet<>();
                for (int row = 0; row < view.size(); row++) {
                    if (view.node(row).getNetworkLocation().equals(writer.getNetworkLocation())) {
                        rack.add(view.node(row));
                    }
                }
                hints.add(rack);
            }
            if (flags.contains(AddBlockFlag.NO_LOCAL_WRITE) && !excluded.contains(writer)) {
                hints.add(Set.of(writer));
            }
        }
        hints.add(Set.of());
        return hints;
    }

    private Choice attempt(Collection<Node> avoid, boolean legal) {
        int[] quota = request.storageTypes() != null
                ? StorageTypeIds.quota(request.storageTypes())
                : StorageTypeIds.quota(firstTypes());
        Picks picks = run(base(quota), List.of(), avoid, filters.avoidsStale(), legal);
        if (filters.avoidsStale() && (picks.size() < wanted || picks.conflicts() > 0)) {
            Picks withStale = run(base(quota), nodesOf(picks), avoid, false, legal);
            picks = PlacementEngine.better(withStale, picks) ? withStale : picks;
        }
        EnumSet<StorageType> unavailable = EnumSet.noneOf(StorageType.class);
        EnumSet<StorageType> tried = StorageTypeIds.types(quota);
        while (picks.size() < wanted
                && hasSubstitutes(tried)
                && unavailable.addAll(StorageTypeIds.types(picks.wantedTypes()))) {
            // As the platform: keep what was found and ask the storage policy for substitutes.
            int[] substitutes = StorageTypeIds.quota(request.policy()
                    .chooseStorageTypes(
                            (short) (request.chosen().size() + wanted), typesSoFar(picks), unavailable, newBlock));
            tried.addAll(StorageTypeIds.types(substitutes));
            Picks extended = base(substitutes);
            for (int i = 0; i < picks.size(); i++) {
                extended.addKept(picks.node(i), picks.type(i));
            }
            picks = run(extended, List.of(), avoid, false, legal);
        }
        if (picks.size() < wanted && tried.size() > 1) {
            // What was kept may stand in the way: once more from nothing, any of these types.
            int[] any = StorageTypeIds.quota(tried, wanted);
            Picks again = run(base(any), List.of(), avoid, false, legal);
            picks = PlacementEngine.better(again, picks) ? again : picks;
        }
        return new Choice(picks, unavailable);
    }

    /** Whether the storage policy has a fallback type some DataNode offers. Asking it for more only fills the log. */
    private boolean hasSubstitutes(Set<StorageType> tried) {
        for (StorageType type : newBlock
                ? request.policy().getCreationFallbacks()
                : request.policy().getReplicationFallbacks()) {
            if (!tried.contains(type) && view.storageTypes().contains(type)) {
                return true;
            }
        }
        return false;
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
        Eligibility eligible = eligibility(base.wantedTypes(), avoid, filters.checksLoad(), avoidStale);
        Eligibility eligibleForPreferred = eligibility(base.wantedTypes(), avoid, false, avoidStale);
        List<int[]> preferred = new ArrayList<>(earlier);
        request.favored().forEach(node -> prefer(node, eligibleForPreferred, preferred));
        int favored = earlier.isEmpty() ? preferred.size() : 0;
        if (newBlock && filters.prefersLocal() && writer instanceof DatanodeDescriptor) {
            prefer(writer, eligibleForPreferred, preferred);
        }
        int writerRack = writer == null ? CandidateTable.NONE : view.table().rackId(writer.getNetworkLocation());
        PlacementEngine.Request engineRequest =
                new PlacementEngine.Request(base, preferred, favored, eligible, wanted, writerRack, newBlock);
        return legal ? PlacementEngine.legal(engineRequest, random) : PlacementEngine.relaxed(engineRequest, random);
    }

    private void prefer(Node node, Eligibility eligible, List<int[]> preferred) {
        int row = view.row(node);
        int mask = row < 0 ? 0 : eligible.types(row);
        if (mask != 0) {
            preferred.add(new int[] {row, mask});
        }
    }

    private Eligibility eligibility(int wantedTypes, Collection<Node> avoid, boolean checkLoad, boolean avoidStale) {
        return row -> {
            DatanodeDescriptor node = view.node(row);
            if (excluded.contains(node)
                    || avoid.contains(node)
                    || !view.sameRack(row)
                    || !filters.good(node, checkLoad, avoidStale)) {
                return 0;
            }
            int mask = 0;
            for (int rest = wantedTypes; rest != 0; rest &= rest - 1) {
                int type = Integer.numberOfTrailingZeros(rest);
                if (filters.storage(node, request.blockSize(), StorageTypeIds.type(type)) != null) {
                    mask |= 1 << type;
                }
            }
            return mask;
        };
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

    private List<StorageType> firstTypes() {
        return request.policy()
                .chooseStorageTypes(
                        (short) (request.chosen().size() + wanted),
                        typesOfChosen(),
                        EnumSet.noneOf(StorageType.class),
                        newBlock);
    }

    private List<StorageType> typesOfChosen() {
        List<StorageType> types = new ArrayList<>();
        request.chosen().forEach(storage -> types.add(storage.getStorageType()));
        return types;
    }

    private List<StorageType> typesSoFar(Picks picks) {
        List<StorageType> types = typesOfChosen();
        for (int i = 0; i < picks.size(); i++) {
            types.add(StorageTypeIds.type(picks.type(i)));
        }
        return types;
    }
}
