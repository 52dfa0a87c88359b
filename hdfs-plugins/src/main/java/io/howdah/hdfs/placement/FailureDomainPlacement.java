// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.Picks;
import io.howdah.hdfs.placement.core.PlacementLevel;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.TargetEngine;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.PlanState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters.Caller;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the policies for replicated and for erasure-coded blocks have in common: settings and inventory, the choice of
 * targets, and ({@link PlacementVerdicts}) the hard rules in verification, moves and removals. Not a policy itself: the
 * platform makes two families of them, this serves both through {@link HowdahPlatformFilters}.
 *
 * <p>Thread-safe: targets are chosen without a lock. The inventory is not this instance's: the platform makes several
 * policies (fsck, a reconfiguration), they share one {@link InventorySource}.
 */
final class FailureDomainPlacement {
    private static final Logger LOG = LoggerFactory.getLogger(FailureDomainPlacement.class);

    private final TargetEngine engine;
    /** Up to so many replicas the platform's limit for a rack is the same on two racks and on more. */
    private static final int LIMITED_ALIKE = 3;

    private final NetworkTopology topology;
    private final HowdahPlatformFilters platform;
    private final Supplier<RandomGenerator> random;
    private final PlacementMetrics metrics;
    private final SiteResolver resolver;
    private final ClusterViews views;
    private final PlannedTargets planned;
    private final CopysetMembership copysets;
    private final int minRacks;
    private final ShortfallLog shortfalls = new ShortfallLog();

    /**
     * Reads the settings and the inventory.
     *
     * @throws IllegalArgumentException in one line, when a setting is not allowed or the configured inventory cannot be
     *     loaded: the NameNode then does not start
     */
    FailureDomainPlacement(
            TargetEngine engine,
            Configuration conf,
            Caller caller,
            NetworkTopology topology,
            HowdahPlatformFilters platform,
            Supplier<RandomGenerator> random,
            PlacementMetrics metrics) {
        this.engine = engine;
        this.topology = topology;
        this.platform = platform;
        this.random = random;
        this.metrics = metrics;
        PlacementSettings settings = PlacementSettings.parse(conf::get);
        InventorySource source = inventory(settings, caller);
        this.resolver = new SiteResolver(settings.hardDomains(), source);
        this.planned = new PlannedTargets(platform, settings.minRacks());
        PlanSource plan = plan(settings, source);
        this.copysets = new CopysetMembership(plan, settings.strictCopysetMoves(), resolver);
        this.minRacks = settings.minRacks();
        this.views =
                new ClusterViews(topology, resolver, plan == null ? () -> PlanState.NONE : plan::state, platform, conf);
        if (caller == Caller.NAMENODE) {
            metrics.show(source, plan, settings, views);
        }
    }

    private static InventorySource inventory(PlacementSettings settings, Caller caller) {
        if (settings.inventoryFile().isPresent()) {
            try {
                return InventorySource.shared(settings.inventoryFile().get(), settings.maxBytes(), settings.poll());
            } catch (InventoryException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        if (caller == Caller.BALANCER) {
            throw new IllegalArgumentException(PlacementSettings.INVENTORY_FILE.name()
                    + " is not set on this machine: without it replicas would be moved onto shared hosts;"
                    + " allowed: the path of a copy of the NameNode's inventory");
        }
        LOG.warn(
                "{} is not set: every DataNode counts as its own physical host",
                PlacementSettings.INVENTORY_FILE.name());
        return null;
    }

    private static PlanSource plan(PlacementSettings settings, InventorySource inventory) {
        if (settings.planFile().isEmpty()) {
            if (settings.strictCopysetMoves()) {
                throw new IllegalArgumentException(PlacementSettings.STRICT_COPYSET_MOVES.name() + "=true: needs "
                        + PlacementSettings.PLAN_FILE.name() + "; allowed: both, or false");
            }
            return null;
        }
        try {
            PlanSource plan = PlanSource.shared(settings.planFile().get(), settings.maxBytes(), settings.poll());
            boolean foreign = inventory != null
                    && plan.state().plan().nodes().stream()
                            .allMatch(node -> inventory.state().inventory().find(node) == null);
            if (foreign) {
                throw new IllegalArgumentException(plan.file() + ": made from another inventory: none of its "
                        + plan.state().plan().nodes().size() + " nodes is in " + inventory.file()
                        + "; allowed: a plan that howdah topology plan made from this inventory");
            }
            return plan;
        } catch (PlanException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@return the judgement of given block groups, by the same inventory} */
    StripedVerdicts stripedVerdicts() {
        return new StripedVerdicts(topology, platform, resolver, views, metrics);
    }

    /** {@return the judgement of given replicas, by the same inventory} */
    PlacementVerdicts verdicts() {
        return new PlacementVerdicts(topology, platform, resolver, views, metrics, copysets, minRacks);
    }

    /** Chooses targets, ordered as a pipeline; units of a block group in turn from each rack. */
    DatanodeStorageInfo[] chooseTargets(HowdahTargetRequest request) {
        DatanodeStorageInfo[] planned = planned(request);
        DatanodeStorageInfo[] targets = planned != null ? planned : chooseGenerally(request);
        return platform.erasureCoded() && !request.returnChosen() ? Pipeline.alternateRacks(targets) : targets;
    }

    private DatanodeStorageInfo[] planned(HowdahTargetRequest request) {
        ClusterView view = request.chosen().isEmpty() ? views.recent() : null;
        if (view == null || !view.copysets().planned()) {
            return null;
        }
        if (request.wanted() > LIMITED_ALIKE || view.table().racks() < Math.max(2, minRacks)) {
            view = views.current(); // a rack that has joined since would lower the limit of replicas a rack
        }
        platform.resetFilterNotes();
        RandomGenerator draw = random.get();
        view.measureSometimes(draw);
        DatanodeStorageInfo[] targets = planned.choose(view, request, draw);
        if (targets != null) {
            metrics.placed(PlacementLevel.COPYSET, true, false);
        }
        return targets;
    }

    private DatanodeStorageInfo[] chooseGenerally(HowdahTargetRequest request) {
        int leaves = topology.getNumOfLeaves();
        int[] limits = leaves == 0
                ? new int[] {0, 0}
                : platform.limits(request.chosen().size(), request.wanted());
        if (request.wanted() == 0 || limits[0] <= 0) {
            return request.returnChosen() && leaves > 0
                    ? request.chosen().toArray(DatanodeStorageInfo[]::new)
                    : DatanodeStorageInfo.EMPTY_ARRAY;
        }
        platform.resetFilterNotes();
        long started = System.nanoTime();
        ClusterView view = views.current();
        TargetChooser.Choice choice = choose(view, request, limits);
        boolean moved = !stillThere(view, choice.picks());
        if (!view.trueSince(started)
                && (moved || choice.picks().size() < limits[0] || choice.picks().conflicts() > 0)) {
            // Never give less, nor share a host, because of a view that is a second old.
            view = views.fresh();
            choice = choose(view, request, limits);
        }
        Picks picks = choice.picks();
        metrics.placed(picks.level(), view.copysets().planned(), picks.size() < limits[0]);
        if (picks.size() < limits[0]) {
            shortfalls.report(view, request, limits[0], picks, choice.unavailable(), platform);
        }
        return pipeline(view, request, picks);
    }

    private TargetChooser.Choice choose(ClusterView view, HowdahTargetRequest request, int[] limits) {
        int total = request.chosen().size() + limits[0];
        int perRack = platform.erasureCoded()
                ? limits[1]
                : ReplicaRules.maxPerRack(
                        limits[1], total, minRacks, view.table().racks());
        TargetChooser.Choice choice = choose(view, request, limits[0], perRack);
        if (choice.picks().size() < limits[0] && perRack < limits[1]) {
            choice = choose(view, request, limits[0], limits[1]); // rather on fewer racks than fewer replicas
        }
        if (choice.picks().size() < limits[0] && !request.favored().isEmpty()) {
            // The platform does not count favored nodes against the racks of the others: no fewer replicas than it.
            TargetChooser.Choice wide = choose(view, request, limits[0], limits[0]);
            return wide.picks().size() > choice.picks().size() ? wide : choice;
        }
        return choice;
    }

    private TargetChooser.Choice choose(ClusterView view, HowdahTargetRequest request, int wanted, int maxPerRack) {
        return new TargetChooser(
                        engine,
                        platform,
                        resolver,
                        view,
                        views.usableRows(view),
                        request,
                        wanted,
                        maxPerRack,
                        random.get())
                .choose();
    }

    private boolean stillThere(ClusterView view, Picks picks) {
        for (int i = 0; i < picks.size(); i++) {
            if (!topology.contains(view.node(picks.node(i)))) {
                return false;
            }
        }
        return true;
    }

    private DatanodeStorageInfo[] pipeline(ClusterView view, HowdahTargetRequest request, Picks picks) {
        List<DatanodeStorageInfo> targets = new ArrayList<>();
        if (request.returnChosen()) {
            targets.addAll(request.chosen());
        }
        for (int i = 0; i < picks.size(); i++) {
            DatanodeDescriptor node = view.node(picks.node(i));
            DatanodeStorageInfo storage =
                    platform.storage(node, request.blockSize(), StorageTypeIds.type(picks.type(i)));
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
        if (!topology.contains(start)) {
            start = targets.get(0).getDatanodeDescriptor();
        }
        return Pipeline.order(start, targets.toArray(DatanodeStorageInfo[]::new));
    }

    @Override
    public String toString() {
        return resolver.hardDomains().toString();
    }
}
