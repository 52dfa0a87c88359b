// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.placement.core.BruteForce;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped policy on real descriptors against a brute-force oracle and against the stock policy, over generated
 * clusters: full, stale, overloaded, decommissioning and excluded nodes, hosts that span racks, shared backends, replicas
 * there are already.
 */
class PolicyInvariantsTest {
    private static final int CASES = 4_000;
    private static final long BLOCK = 1L << 20;
    private static final BlockStoragePolicy HOT =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();

    @TempDir
    Path directory;

    @Test
    void chooseTarget_neverSharesADomain_whileALegalChoiceExists_norPlacesLessThanStock() throws Exception {
        int legal = 0;
        int fallbacks = 0;
        int stockViolations = 0;
        int stockShorter = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Case generated = new Case(seed);
            Picked ours = generated.pick(generated.ours);
            Picked stock = generated.pick(generated.stock);

            assertThat(ours.nodes).as("seed %d: distinct", seed).doesNotHaveDuplicates();
            for (DatanodeDescriptor node : ours.nodes) {
                assertThat(generated.eligible(node))
                        .as("seed %d: filters, %s", seed, node)
                        .isTrue();
            }
            BruteForce oracle = generated.oracle();
            assertThat(ours.nodes.size())
                    .as("seed %d: as many as there can be", seed)
                    .isEqualTo(oracle.most());
            assertThat(ours.nodes.size())
                    .as("seed %d: stock places more", seed)
                    .isGreaterThanOrEqualTo(stock.nodes.size());
            if (oracle.mostLegal() == generated.wanted) {
                legal++;
                assertThat(generated.conflicts(ours.nodes))
                        .as("seed %d: a legal choice exists", seed)
                        .isZero();
                stockViolations += generated.conflicts(stock.nodes) > 0 ? 1 : 0;
            } else {
                fallbacks++;
                assertThat(generated.conflicts(ours.nodes))
                        .as("seed %d: as few shared domains as possible", seed)
                        .isEqualTo(oracle.fewestConflicts());
            }
            stockShorter += stock.nodes.size() < ours.nodes.size() ? 1 : 0;
        }
        // The generator must produce what the test is about.
        assertThat(legal).isGreaterThan(CASES / 4);
        assertThat(fallbacks).isGreaterThan(CASES / 10);
        assertThat(stockViolations).as("the stock policy does break the rule").isGreaterThan(CASES / 20);
        System.out.printf(
                "%d cases: %d legal (stock broke %d of them), %d without a legal choice, stock placed fewer %d times%n",
                CASES, legal, stockViolations, fallbacks, stockShorter);
    }

    private record Picked(List<DatanodeDescriptor> nodes) {}

    private final class Case {
        final Random random;
        final HowdahSimulatedCluster cluster;
        final List<DatanodeDescriptor> nodes;
        final Map<String, String[]> domains = new HashMap<>();
        final Policy ours;
        final BlockPlacementPolicy stock;
        final Set<Node> excluded = new HashSet<>();
        final Set<Node> full = new HashSet<>();
        final List<DatanodeStorageInfo> chosen = new ArrayList<>();
        final DatanodeDescriptor writer;
        final int asked;
        final int wanted;
        final int maxPerRack;

        Case(int seed) throws Exception {
            this.random = new Random(seed);
            Configuration conf = new Configuration(false);
            conf.setBoolean("dfs.namenode.redundancy.considerLoad", true);
            cluster = new HowdahSimulatedCluster(conf);
            int count = 1 + random.nextInt(12);
            int racks = 1 + random.nextInt(4);
            int hosts = 1 + random.nextInt(7);
            boolean backends = random.nextInt(3) == 0;
            InventoryBuilder inventory = new InventoryBuilder("generated").schemaVersion(new Field("1", 0));
            for (int n = 0; n < count; n++) {
                String name = "dn" + n;
                String rack = "/r" + random.nextInt(racks);
                String host = "hv" + random.nextInt(hosts);
                String backend = backends && random.nextBoolean() ? "san" + random.nextInt(4) : null;
                domains.put(name, new String[] {host, backend});
                Map<String, Field> fields = new HashMap<>(Map.of(
                        "host", new Field(name, 0), "rack", new Field(rack, 0), "physicalHost", new Field(host, 0)));
                if (backend != null) {
                    fields.put("storageBackend", new Field(backend, 0));
                }
                inventory.node(0, fields);
                cluster.add(name, rack, EnumSet.of(StorageType.DISK), 1000 * BLOCK);
            }
            nodes = cluster.nodes();
            cluster.setAverageLoad(10);
            cluster.setAvoidStale(random.nextBoolean());
            for (DatanodeDescriptor node : nodes) {
                switch (random.nextInt(12)) {
                    case 0 -> {
                        cluster.setRemaining(node, 1000 * BLOCK, BLOCK / 2);
                        full.add(node);
                    }
                    case 1 -> node.setLastUpdateMonotonic(-10_000_000);
                    case 2 -> node.setXceiverCount(1000);
                    case 3 -> node.startDecommission();
                    case 4 -> excluded.add(node);
                    case 5 -> {
                        if (chosen.size() < 2) {
                            chosen.add(node.getStorageInfos()[0]);
                        }
                    }
                    default -> node.setXceiverCount(5);
                }
            }
            Path file = directory.resolve("inventory.yaml");
            Inventory built = inventory.build();
            InventoryWriter.write(built, file);
            // A name of its own per case: the JVM shares one source per file.
            Path own = Files.move(file, directory.resolve("inventory-" + seed + ".yaml"));
            conf.set(PlacementSettings.INVENTORY_FILE.name(), own.toString());
            conf.set(PlacementSettings.POLL.name(), "1h");
            ours = cluster.initialize(new Policy(random), conf);
            stock = cluster.newDefaultPolicy(conf);
            writer = random.nextInt(3) == 0 ? null : nodes.get(random.nextInt(count));
            asked = 1 + random.nextInt(4);
            int[] limits = ours.limits(chosen.size(), asked);
            wanted = limits[0];
            maxPerRack = limits[1];
        }

        Picked pick(BlockPlacementPolicy policy) {
            DatanodeStorageInfo[] targets = policy.chooseTarget(
                    "/f", asked, writer, new ArrayList<>(chosen), false, new HashSet<>(excluded), BLOCK, HOT, null);
            return new Picked(Arrays.stream(targets)
                    .map(DatanodeStorageInfo::getDatanodeDescriptor)
                    .toList());
        }

        /** The platform's filters, written down once more. The writer's own node is exempt from the load check. */
        boolean eligible(DatanodeDescriptor node) {
            boolean local = node.equals(writer) && chosen.isEmpty();
            return node.isInService()
                    && !full.contains(node)
                    && (local || node.getXceiverCount() <= 20)
                    && !excluded.contains(node)
                    && chosen.stream().noneMatch(s -> s.getDatanodeDescriptor().equals(node));
        }

        BruteForce oracle() {
            CandidateTable.Builder table = CandidateTable.builder(2);
            List<Integer> existing = new ArrayList<>();
            for (int n = 0; n < nodes.size(); n++) {
                DatanodeDescriptor node = nodes.get(n);
                table.add(node.getNetworkLocation(), domains.get(node.getHostName()));
                if (chosen.stream().anyMatch(s -> s.getDatanodeDescriptor().equals(node))) {
                    existing.add(n);
                }
            }
            return new BruteForce(table.build(), existing, maxPerRack, wanted, n -> eligible(nodes.get(n)));
        }

        /** Domains the picks share with each other or with a replica there is already. */
        int conflicts(List<DatanodeDescriptor> picks) {
            List<String[]> before = new ArrayList<>();
            chosen.forEach(s -> before.add(domains.get(s.getDatanodeDescriptor().getHostName())));
            int conflicts = 0;
            for (DatanodeDescriptor pick : picks) {
                String[] own = domains.get(pick.getHostName());
                for (int d = 0; d < 2; d++) {
                    int domain = d;
                    conflicts += own[d] != null && before.stream().anyMatch(b -> own[domain].equals(b[domain])) ? 1 : 0;
                }
                before.add(own);
            }
            return conflicts;
        }
    }

    /** The shipped policy with its randomness seeded. */
    private static final class Policy extends FailureDomainPlacementPolicy {
        private final RandomGenerator random;

        Policy(RandomGenerator random) {
            this.random = random;
        }

        @Override
        protected RandomGenerator random() {
            return random;
        }

        @Override
        protected PlacementMetrics metrics() {
            return PlacementMetrics.detached();
        }
    }
}
