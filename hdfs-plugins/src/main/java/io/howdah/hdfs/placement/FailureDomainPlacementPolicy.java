// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.ExcessReplicas;
import io.howdah.hdfs.placement.core.Picks;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahReplicatedPolicyBridge;
import org.apache.hadoop.net.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Block placement for {@code dfs.block.replicator.classname}: no two replicas of a block on one physical host (nor, where
 * the inventory states it, on one storage backend) while a legal choice exists. When none exists it places all the same,
 * with as few shared domains as possible, and counts the fallback. All of the stock policy's filters and its order of
 * racks are kept.
 *
 * <p>{@link #verifyBlockPlacement}, {@link #isMovable} and {@link #chooseReplicasToDelete} judge by the same rules, so
 * that repair, the Balancer and the removal of excess replicas work towards the same end.
 *
 * <p>Thread-safe: targets are chosen without a lock. The inventory is not this instance's: the platform makes several
 * (fsck, a reconfiguration), they share one {@link InventorySource}.
 */
public class FailureDomainPlacementPolicy extends HowdahReplicatedPolicyBridge
        implements TargetChooser.PlatformFilters {
    private static final Logger LOG = LoggerFactory.getLogger(FailureDomainPlacementPolicy.class);

    private PlacementMetrics metrics;
    private SiteResolver resolver;
    private ClusterViews views;
    private ShortfallLog shortfalls;

    /**
     * Reads the settings and the inventory.
     *
     * @throws IllegalArgumentException in one line, when a setting is not allowed or the configured inventory cannot be
     *     loaded: the NameNode then does not start
     */
    @Override
    protected void configure(Configuration conf, Caller caller) {
        PlacementSettings settings = PlacementSettings.parse(conf::get);
        InventorySource source = null;
        if (settings.inventoryFile().isPresent()) {
            try {
                source = InventorySource.shared(settings.inventoryFile().get(), settings.maxBytes(), settings.poll());
            } catch (InventoryException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        } else if (caller != Caller.BALANCER) {
            LOG.warn(
                    "{} is not set: every DataNode counts as its own physical host",
                    PlacementSettings.INVENTORY_FILE.name());
        } else {
            throw new IllegalArgumentException(PlacementSettings.INVENTORY_FILE.name()
                    + " is not set on this machine: without it replicas would be moved onto shared hosts;"
                    + " allowed: the path of a copy of the NameNode's inventory");
        }
        resolver = new SiteResolver(settings.hardDomains(), source);
        views = new ClusterViews(clusterMap, resolver, this, conf);
        shortfalls = new ShortfallLog();
        metrics = metrics();
        if (caller == Caller.NAMENODE) {
            metrics.show(source, settings.maxAge(), views);
        }
    }

    /** {@return where to count; simulations that share a JVM with a NameNode keep to themselves} */
    protected PlacementMetrics metrics() {
        return PlacementMetrics.registered();
    }

    /** {@return the source of randomness for one choice; simulations and tests give a seeded one} */
    protected RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    protected DatanodeStorageInfo[] chooseTargets(TargetRequest request) {
        int leaves = clusterMap.getNumOfLeaves();
        int[] limits = leaves == 0
                ? new int[] {0, 0}
                : getMaxNodesPerRack(request.chosen().size(), request.wanted());
        if (request.wanted() == 0 || limits[0] <= 0) {
            return request.returnChosen() && leaves > 0
                    ? request.chosen().toArray(DatanodeStorageInfo[]::new)
                    : DatanodeStorageInfo.EMPTY_ARRAY;
        }
        resetFilterNotes();
        long started = System.nanoTime();
        ClusterView view = views.current();
        TargetChooser.Choice choice = choose(view, request, limits);
        boolean moved = !stillThere(view, choice.picks());
        if (!view.builtSince(started)
                && (moved || choice.picks().size() < limits[0] || choice.picks().conflicts() > 0)) {
            // Never give less, nor share a host, because of a view that is a second old.
            view = views.fresh();
            choice = choose(view, request, limits);
        }
        Picks picks = choice.picks();
        metrics.placed(picks.conflicts() > 0, picks.size() < limits[0]);
        if (picks.size() < limits[0]) {
            shortfalls.report(view, request, limits[0], picks, choice.unavailable(), this);
        }
        return pipeline(view, request, picks);
    }

    private TargetChooser.Choice choose(ClusterView view, TargetRequest request, int[] limits) {
        TargetChooser.Choice choice =
                new TargetChooser(this, resolver, view, request, limits[0], limits[1], random()).choose();
        if (choice.picks().size() < limits[0] && !request.favored().isEmpty()) {
            // The platform does not count favored nodes against the racks of the others: no fewer replicas than it.
            TargetChooser.Choice wide =
                    new TargetChooser(this, resolver, view, request, limits[0], limits[0], random()).choose();
            return wide.picks().size() > choice.picks().size() ? wide : choice;
        }
        return choice;
    }

    private boolean stillThere(ClusterView view, Picks picks) {
        for (int i = 0; i < picks.size(); i++) {
            if (!clusterMap.contains(view.node(picks.node(i)))) {
                return false;
            }
        }
        return true;
    }

    private DatanodeStorageInfo[] pipeline(ClusterView view, TargetRequest request, Picks picks) {
        List<DatanodeStorageInfo> targets = new ArrayList<>();
        if (request.returnChosen()) {
            targets.addAll(request.chosen());
        }
        for (int i = 0; i < picks.size(); i++) {
            DatanodeDescriptor node = view.node(picks.node(i));
            DatanodeStorageInfo storage = storageFor(node, request.blockSize(), StorageTypeIds.type(picks.type(i)));
            if (storage != null) { // null: filled up since it was picked
                targets.add(storage);
            }
        }
        if (targets.isEmpty()) {
            return DatanodeStorageInfo.EMPTY_ARRAY;
        }
        Node start = request.writer() instanceof DatanodeDescriptor
                ? request.writer()
                : (request.chosen().isEmpty() ? targets : request.chosen())
                        .get(0)
                        .getDatanodeDescriptor();
        if (!clusterMap.contains(start)) {
            start = targets.get(0).getDatanodeDescriptor();
        }
        return Pipeline.order(start, targets.toArray(DatanodeStorageInfo[]::new));
    }

    /**
     * The stock rack rule, and the hard rules capped at what is achievable now: a block is unsatisfied only when moving
     * one of its replicas to a node that takes one now would make it better. A stricter verdict would keep repair busy
     * for ever and block decommissioning.
     */
    @Override
    public BlockPlacementStatus verifyBlockPlacement(DatanodeInfo[] locs, int numberOfReplicas) {
        BlockPlacementStatus stock = super.verifyBlockPlacement(locs, numberOfReplicas);
        List<ReplicaSite> sites = resolver.sites(locs == null ? List.of() : Arrays.asList(locs));
        int excess = Math.max(0, sites.size() - numberOfReplicas);
        boolean shared = ReplicaRules.conflicts(sites) > excess;
        if (!shared && stock.isPlacementPolicySatisfied()) {
            return stock;
        }
        if (shared) {
            metrics.violationSeen();
        }
        int minRacks = clusterMap.hasClusterEverBeenMultiRack()
                ? Math.min(Math.min(2, numberOfReplicas), clusterMap.getNumOfNonEmptyRacks())
                : 1;
        Collection<ReplicaSite> usable = views.usableSites();
        int moves = ReplicaRules.improvable(sites, numberOfReplicas, usable, minRacks);
        if (shared && moves > 0) {
            return new FailureDomainStatus(
                    moves,
                    moves + " replica(s) should be on another "
                            + resolver.hardDomains().stream()
                                    .map(FailureDomain::id)
                                    .collect(Collectors.joining(" or "))
                            + ".");
        }
        // Enough replicas, a usable node on another rack, and yet no move helps: each would share a hard domain.
        boolean rackWouldShare = moves == 0
                && sites.size() >= minRacks
                && usable.stream()
                        .anyMatch(u -> sites.stream().noneMatch(s -> s.rack().equals(u.rack())));
        return stock.isPlacementPolicySatisfied() || rackWouldShare ? FailureDomainStatus.SATISFIED : stock;
    }

    /** Never worsens a hard rule, nor the stock rack rule. Works in the Balancer's JVM, for erasure-coded groups too. */
    @Override
    public boolean isMovable(Collection<DatanodeInfo> candidates, DatanodeInfo source, DatanodeInfo target) {
        List<DatanodeInfo> others = candidates.stream()
                .filter(node -> !node.equals(source) && !node.equals(target))
                .toList();
        List<ReplicaSite> sites = resolver.sites(List.of(source, target));
        return ReplicaRules.mayMove(resolver.sites(others), sites.get(0), sites.get(1))
                && super.isMovable(candidates, source, target);
    }

    /**
     * Removes replicas that share a hard domain first, then such that two racks remain; among those the Balancer's hint,
     * then the stock choice (oldest heartbeat, least space). Called under the NameNode's write lock: cost O(replicas).
     */
    @Override
    public List<DatanodeStorageInfo> chooseReplicasToDelete(
            Collection<DatanodeStorageInfo> availableReplicas,
            Collection<DatanodeStorageInfo> delCandidates,
            int expectedNumOfReplicas,
            List<StorageType> excessTypes,
            DatanodeDescriptor addedNode,
            DatanodeDescriptor delNodeHint) {
        List<DatanodeStorageInfo> remaining = new ArrayList<>(availableReplicas);
        List<DatanodeStorageInfo> removed = new ArrayList<>();
        DatanodeStorageInfo hint = usableHint(availableReplicas, delCandidates, excessTypes, addedNode, delNodeHint);
        int removals = delCandidates.size() - expectedNumOfReplicas;
        while (removed.size() < removals) {
            List<Integer> removable = IntStream.range(0, remaining.size())
                    .filter(i -> delCandidates.contains(remaining.get(i)))
                    .boxed()
                    .toList();
            List<Integer> candidates = removable.stream()
                    .filter(i -> excessTypes.contains(remaining.get(i).getStorageType()))
                    .toList();
            List<ReplicaSite> sites = resolver.sites(remaining.stream()
                    .map(DatanodeStorageInfo::getDatanodeDescriptor)
                    .toList());
            List<DatanodeStorageInfo> best =
                    ExcessReplicas.next(sites, candidates, removable, removals - removed.size(), 2).stream()
                            .map(remaining::get)
                            .collect(Collectors.toCollection(ArrayList::new));
            DatanodeStorageInfo next;
            if (removed.isEmpty() && hint != null && best.contains(hint)) {
                next = hint;
                excessTypes.remove(hint.getStorageType());
            } else {
                next = chooseReplicaToDelete(best, List.of(), excessTypes, new HashMap<>());
            }
            if (next == null) {
                break; // no replica of an excess type is left
            }
            remaining.remove(next);
            removed.add(next);
        }
        return removed;
    }

    private DatanodeStorageInfo usableHint(
            Collection<DatanodeStorageInfo> available,
            Collection<DatanodeStorageInfo> candidates,
            List<StorageType> excessTypes,
            DatanodeDescriptor addedNode,
            DatanodeDescriptor hintedNode) {
        List<DatanodeStorageInfo> moreThanOne = new ArrayList<>();
        List<DatanodeStorageInfo> exactlyOne = new ArrayList<>();
        splitNodesWithRack(available, candidates, new HashMap<>(), moreThanOne, exactlyOne);
        DatanodeStorageInfo hint = storageOn(candidates, hintedNode);
        DatanodeStorageInfo added = storageOn(candidates, addedNode);
        return hintKeepsRacks(hint, added, moreThanOne, exactlyOne, excessTypes) ? hint : null;
    }

    @Override
    public boolean good(DatanodeDescriptor node, boolean checkLoad, boolean avoidStale) {
        return isGood(node, checkLoad, avoidStale);
    }

    @Override
    public DatanodeStorageInfo storage(DatanodeDescriptor node, long blockSize, StorageType type) {
        return storageFor(node, blockSize, type);
    }

    @Override
    public boolean avoidsStale() {
        return avoidsStaleNodes();
    }

    @Override
    public boolean checksLoad() {
        return considerLoad;
    }

    @Override
    public boolean prefersLocal() {
        return prefersLocalNode();
    }

    @Override
    public String toString() {
        return "FailureDomainPlacementPolicy" + Objects.requireNonNullElse(resolver.hardDomains(), List.of());
    }
}
