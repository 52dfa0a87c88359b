// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeManager;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;

/**
 * A simulated cluster on which things happen: nodes join, leave, fill up, go stale, slow or overloaded, are
 * decommissioned, put into maintenance; virtual machines move to another host; the inventory and the plan are written
 * late, broken or not at all. Everything comes from one seed.
 */
final class ChurningCluster implements AutoCloseable {
    static final long BLOCK = 1L << 20;
    private static final long CAPACITY = 1000 * BLOCK;
    private static final Duration POLL = Duration.ofHours(1); // the run itself says when the files are looked at

    /** Where a node really is; the inventory may not know yet. */
    private record Place(String rack, String host, String backend) {}

    final HowdahSimulatedCluster cluster;
    final Configuration conf = new Configuration(false);
    final List<DatanodeDescriptor> live = new ArrayList<>();
    private final Random random;
    private final int racks;
    private final int hosts;
    private final boolean backends;
    private final int usualSize;
    private final Path inventoryFile;
    private final Path planFile;
    private final InventorySource inventory;
    private final PlanSource plans;
    private final Map<String, Place> truth = new HashMap<>();
    private Map<String, Place> written = new HashMap<>();
    private CopysetPlan plan;
    private int joined;
    final Map<String, Integer> events = new HashMap<>();

    /**
     * @param size nodes at the start
     * @param planned whether a plan is loaded
     */
    ChurningCluster(Path directory, Random random, int size, boolean backends, boolean planned) throws Exception {
        this.random = random;
        this.usualSize = size;
        this.racks = 1 + random.nextInt(6);
        this.hosts = Math.max(2, size / (1 + random.nextInt(3)));
        this.backends = backends;
        this.inventoryFile = directory.resolve("inventory.yaml");
        this.planFile = directory.resolve("plan.json");
        conf.set(PlacementSettings.INVENTORY_FILE.name(), inventoryFile.toString());
        conf.set(PlacementSettings.POLL.name(), POLL.toSeconds() + "s");
        conf.setBoolean(DFSConfigKeys.DFS_NAMENODE_BLOCKPLACEMENTPOLICY_EXCLUDE_SLOW_NODES_ENABLED_KEY, true);
        conf.setBoolean(DFSConfigKeys.DFS_DATANODE_PEER_STATS_ENABLED_KEY, true); // slow nodes are known through it
        // Staleness is set by hand: a run longer than the interval must not make nodes stale by itself.
        conf.setLong(
                DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_INTERVAL_KEY,
                Duration.ofDays(1).toMillis());
        cluster = new HowdahSimulatedCluster(conf);
        cluster.setAverageLoad(10);
        cluster.setAvoidStale(random.nextBoolean());
        for (int n = 0; n < size; n++) {
            join();
        }
        long maxBytes = Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue());
        write(inventoryText());
        written = new HashMap<>(truth);
        inventory = InventorySource.shared(inventoryFile, maxBytes, POLL);
        if (planned) {
            conf.set(PlacementSettings.PLAN_FILE.name(), planFile.toString());
            extendPlan();
            plans = PlanSource.shared(planFile, maxBytes, POLL);
        } else {
            plans = null;
        }
    }

    /** Something happens. */
    void step() throws Exception {
        switch (random.nextInt(100)) {
            case 0, 1, 2, 3, 4, 5, 6 -> join();
            case 7, 8, 9, 10, 11, 12 -> leave();
            case 13, 14, 15, 16, 17, 18, 19, 20 -> {
                event("full");
                cluster.setRemaining(any(), CAPACITY, BLOCK / 2);
            }
            case 21, 22, 23, 24, 25 -> {
                event("stale");
                any().setLastUpdateMonotonic(-Duration.ofDays(30).toMillis());
            }
            case 26, 27, 28 -> {
                event("slow");
                slow().add(any().getDatanodeUuid());
            }
            case 29, 30, 31, 32, 33 -> {
                event("overloaded");
                any().setXceiverCount(1000);
            }
            case 34, 35, 36 -> {
                event("decommissioning");
                any().startDecommission();
            }
            case 37, 38 -> {
                event("decommissioned");
                any().setDecommissioned();
            }
            case 39, 40 -> {
                event("entering maintenance");
                any().startMaintenance();
            }
            case 41, 42 -> {
                event("in maintenance");
                any().setInMaintenance();
            }
            case 43, 44, 45, 46, 47 -> {
                event("moved to another host");
                String name = any().getHostName();
                truth.put(name, new Place(truth.get(name).rack(), host(), backend()));
            }
            case 48, 49, 50, 51 -> {
                event("inventory written");
                write(inventoryText());
                inventory.refresh();
                written = new HashMap<>(truth);
            }
            case 52, 53 -> {
                event("inventory broken");
                write("schemaVersion: 1\nnodes:\n  - {host: half-writ");
                inventory.refresh();
            }
            case 54 -> {
                event("inventory gone");
                Files.deleteIfExists(inventoryFile);
                inventory.refresh();
            }
            case 55, 56 -> extendPlan();
            case 57 -> {
                if (plans != null) {
                    event("plan broken");
                    Files.writeString(planFile, "{");
                    plans.refresh();
                }
            }
            default -> recover(any());
        }
    }

    private void recover(DatanodeDescriptor node) {
        event("recovered");
        cluster.setRemaining(node, CAPACITY, CAPACITY / 2 + random.nextInt(500) * BLOCK);
        healthy(node);
    }

    private void healthy(DatanodeDescriptor node) {
        node.setLastUpdateMonotonic(org.apache.hadoop.util.Time.monotonicNow());
        node.setXceiverCount(random.nextInt(15));
        node.stopDecommission();
        node.stopMaintenance();
        slow().remove(node.getDatanodeUuid());
    }

    private void join() {
        event("joined");
        if (live.size() > 2 * usualSize) {
            return;
        }
        // A node that comes back comes back under its name, perhaps on another rack; sometimes it is a new one.
        String name = "DN" + joined++ + ".example.com";
        Place place = new Place("/r" + random.nextInt(racks), host(), backend());
        truth.put(name, place);
        DatanodeDescriptor node = cluster.add(name, place.rack(), EnumSet.of(StorageType.DISK), CAPACITY);
        healthy(node);
        live.add(node);
    }

    private void leave() {
        if (live.size() <= Math.max(2, usualSize / 2)) {
            return;
        }
        event("left");
        DatanodeDescriptor node = live.remove(random.nextInt(live.size()));
        cluster.remove(node);
        slow().remove(node.getDatanodeUuid());
        truth.remove(node.getHostName());
    }

    /** What the NameNode may know of a node: the last good inventory, or nothing. */
    LegalPlacements.Candidate known(DatanodeDescriptor node) {
        Place place = written.get(node.getHostName());
        return place == null
                ? new LegalPlacements.Candidate(
                        node.getNetworkLocation(), node.getHostName().toLowerCase(java.util.Locale.ROOT), null)
                : new LegalPlacements.Candidate(node.getNetworkLocation(), place.host(), place.backend());
    }

    /** The platform's filters, written down once more; the writer's own node is exempt from the load check. */
    boolean eligible(DatanodeDescriptor node, boolean isLocalWriter) {
        return live.contains(node)
                && node.isInService()
                && node.getRemaining() >= BLOCK
                && !slow().contains(node.getDatanodeUuid())
                && (isLocalWriter || node.getXceiverCount() <= 20);
    }

    /** Holds the policy's own view of the inventory against what was written. */
    boolean inventoryIsTheLastGoodOne() {
        return inventory.state().inventory().size() == written.size();
    }

    private static Set<String> slow() {
        return DatanodeManager.getSlowNodesUuidSet();
    }

    private void event(String what) {
        events.merge(what, 1, Integer::sum);
    }

    private DatanodeDescriptor any() {
        return live.get(random.nextInt(live.size()));
    }

    private String host() {
        return "hv" + random.nextInt(hosts);
    }

    private String backend() {
        return backends && random.nextBoolean() ? "san" + random.nextInt(4) : null;
    }

    private String inventoryText() {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        truth.forEach((name, place) -> {
            yaml.append("  - {host: ").append(name).append(", rack: ").append(place.rack());
            yaml.append(", physicalHost: ").append(place.host());
            if (place.backend() != null) {
                yaml.append(", storageBackend: ").append(place.backend());
            }
            yaml.append("}\n");
        });
        return yaml.toString();
    }

    private void write(String text) throws Exception {
        Path temporary = Files.writeString(inventoryFile.resolveSibling("inventory.tmp"), text);
        Files.move(temporary, inventoryFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** As the plan's single writer does it: from the real inventory, which the NameNode may not have loaded yet. */
    private void extendPlan() throws Exception {
        if (conf.get(PlacementSettings.PLAN_FILE.name()) == null) {
            return;
        }
        event("plan extended");
        Inventory now = InventoryYaml.parse("truth", inventoryText());
        PlanSpec spec = PlanSpec.replicated(3, 6);
        spec = new PlanSpec(
                List.of(
                        new PlanSpec.Group(2, 0, "DISK", 4),
                        new PlanSpec.Group(3, 0, "DISK", 6),
                        new PlanSpec.Group(4, 0, "DISK", 6)),
                spec.hardDomains(),
                spec.minRacks());
        plan = CopysetPlanner.plan(now, spec, plan, random).plan();
        PlanFile.write(plan, planFile);
        if (plans != null) {
            plans.refresh();
        }
    }

    @Override
    public void close() {
        live.forEach(node -> slow().remove(node.getDatanodeUuid()));
    }
}
