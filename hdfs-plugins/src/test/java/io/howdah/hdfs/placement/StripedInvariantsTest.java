// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.placement.core.StripedEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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
 * The shipped erasure-coded policy on real descriptors against a brute-force oracle and beside the stock policy, over
 * generated clusters: full, stale, decommissioning and excluded nodes, hosts that span racks, shared backends, units there
 * are already.
 */
class StripedInvariantsTest {
    private static final int CASES = 1_200;
    private static final long BLOCK = 1L << 20;
    private static final BlockStoragePolicy HOT =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();

    @TempDir
    Path directory;

    @Test
    void chooseTarget_holdsDomainsAndRacksAsLowAsPossible_andPlacesNoLessThanStock() throws Exception {
        int legal = 0;
        int shared = 0;
        int stockShorter = 0;
        int stockFuller = 0;
        int stockFailed = 0;
        int stockExcluded = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Case generated = new Case(seed);
            List<DatanodeDescriptor> ours = generated.pick(generated.ours);
            // Its fallback forgets the nodes the caller excluded: those do not count as placed.
            List<DatanodeDescriptor> all = List.of();
            try {
                all = generated.pick(generated.stock);
            } catch (NoSuchElementException e) {
                stockFailed++; // it looks for the fullest rack among no nodes
            }
            List<DatanodeDescriptor> stock =
                    all.stream().filter(generated::eligible).toList();
            stockExcluded += stock.size() < all.size() ? 1 : 0;
            assertThat(ours).as("seed %d: distinct", seed).doesNotHaveDuplicates();
            assertThat(ours).as("seed %d: filters", seed).allMatch(generated::eligible);
            assertThat(ours.size()).as("seed %d: stock places more", seed).isGreaterThanOrEqualTo(stock.size());
            Load best = generated.best();
            Load got = generated.load(ours);
            if (generated.mayPreferFresh) { // then fresh nodes come before even racks
                assertThat(got.size).as("seed %d: %s", seed, generated).isEqualTo(best.size);
                assertThat(got.domain <= 1 || best.domain > 1)
                        .as("seed %d: %s", seed, generated)
                        .isTrue();
            } else {
                assertThat(got).as("seed %d: %s", seed, generated).isEqualTo(best);
            }
            legal += best.domain <= 1 ? 1 : 0;
            shared += best.domain > 1 ? 1 : 0;
            stockShorter += stock.size() < ours.size() ? 1 : 0;
            stockFuller += stock.size() == ours.size() && generated.load(stock).domain > got.domain ? 1 : 0;
        }
        assertThat(legal).isGreaterThan(CASES / 5);
        assertThat(shared).isGreaterThan(CASES / 5);
        assertThat(stockFuller).as("the stock policy does crowd hosts").isGreaterThan(CASES / 20);
        System.out.printf(
                "%d cases: %d with one unit a domain, %d must share; stock held more units in one domain %d times, placed fewer %d times, took excluded nodes %d times, failed %d times%n",
                CASES, legal, shared, stockFuller, stockShorter, stockExcluded, stockFailed);
    }

    /** Units placed, and the fullest domain and rack the picks are on; a rack within the first limit counts as that. */
    private record Load(int size, int domain, int rack) {}

    private final class Case {
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
        final int rackLimit;
        boolean mayPreferFresh;

        Case(int seed) throws Exception {
            Random random = new Random(seed);
            Configuration conf = new Configuration(false);
            cluster = new HowdahSimulatedCluster(conf);
            int count = 1 + random.nextInt(12);
            int racks = 1 + random.nextInt(5);
            int hosts = 1 + random.nextInt(12);
            boolean spanning = random.nextBoolean();
            boolean backends = random.nextInt(3) == 0;
            InventoryBuilder inventory = new InventoryBuilder("generated").schemaVersion(new Field("1", 0));
            for (int n = 0; n < count; n++) {
                String name = "dn" + n;
                int h = random.nextInt(hosts);
                String rack = "/r" + (spanning ? random.nextInt(racks) : h % racks);
                String backend = backends && random.nextBoolean() ? "san" + random.nextInt(4) : null;
                domains.put(name, new String[] {"hv" + h, backend});
                Map<String, Field> fields = new HashMap<>(Map.of(
                        "host",
                        new Field(name, 0),
                        "rack",
                        new Field(rack, 0),
                        "physicalHost",
                        new Field("hv" + h, 0)));
                if (backend != null) {
                    fields.put("storageBackend", new Field(backend, 0));
                }
                inventory.node(0, fields);
                cluster.add(name, rack, EnumSet.of(StorageType.DISK), 1000 * BLOCK);
            }
            nodes = cluster.nodes();
            boolean avoidStale = random.nextInt(3) == 0;
            cluster.setAvoidStale(avoidStale);
            int[] groups = {3, 5, 9, 14, 6};
            int units = groups[random.nextInt(groups.length)];
            int existing = random.nextBoolean() ? 0 : random.nextInt(units);
            for (DatanodeDescriptor node : nodes) {
                switch (random.nextInt(12)) {
                    case 0 -> {
                        cluster.setRemaining(node, 1000 * BLOCK, BLOCK / 2);
                        full.add(node);
                    }
                    case 1 -> {
                        node.setLastUpdateMonotonic(-10_000_000);
                        mayPreferFresh |= avoidStale;
                    }
                    case 2 -> node.startDecommission();
                    case 3 -> excluded.add(node);
                    default -> {
                        if (chosen.size() < existing && random.nextBoolean()) {
                            chosen.add(node.getStorageInfos()[0]);
                        }
                    }
                }
            }
            Path file = directory.resolve("inventory-" + seed + ".yaml");
            InventoryWriter.write(inventory.build(), file);
            conf.set(PlacementSettings.INVENTORY_FILE.name(), file.toString());
            conf.set(PlacementSettings.POLL.name(), "1h");
            ours = cluster.initialize(new Policy(random), conf);
            Files.delete(file);
            stock = cluster.newRackFaultTolerantPolicy(conf);
            writer = random.nextInt(3) == 0 ? null : nodes.get(random.nextInt(count));
            asked = units - chosen.size();
            int[] limits = ours.limits(chosen.size(), asked);
            wanted = Math.max(0, limits[0]);
            rackLimit = limits[1];
        }

        List<DatanodeDescriptor> pick(BlockPlacementPolicy policy) {
            DatanodeStorageInfo[] targets = policy.chooseTarget(
                    "/f", asked, writer, new ArrayList<>(chosen), false, new HashSet<>(excluded), BLOCK, HOT, null);
            return Arrays.stream(targets)
                    .map(DatanodeStorageInfo::getDatanodeDescriptor)
                    .toList();
        }

        boolean eligible(DatanodeDescriptor node) {
            return node.isInService()
                    && !full.contains(node)
                    && !excluded.contains(node)
                    && chosen.stream().noneMatch(s -> s.getDatanodeDescriptor().equals(node));
        }

        Load load(List<DatanodeDescriptor> picks) {
            List<DatanodeDescriptor> all = new ArrayList<>(picks);
            chosen.forEach(storage -> all.add(storage.getDatanodeDescriptor()));
            int domain = picks.isEmpty() ? 0 : 1;
            int rack = rackLimit;
            for (DatanodeDescriptor pick : picks) {
                for (int d = 0; d < 2; d++) {
                    String value = domains.get(pick.getHostName())[d];
                    int of = d;
                    int units = (int) all.stream()
                            .filter(node -> value != null && value.equals(domains.get(node.getHostName())[of]))
                            .count();
                    domain = Math.max(domain, units);
                }
                rack = Math.max(rack, (int) all.stream()
                        .filter(node -> node.getNetworkLocation().equals(pick.getNetworkLocation()))
                        .count());
            }
            return new Load(picks.size(), domain, rack);
        }

        /** Tries every set of the greatest size. */
        Load best() {
            List<DatanodeDescriptor> pool =
                    nodes.stream().filter(this::eligible).toList();
            int size = Math.min(wanted, pool.size());
            int parity = StripedEngine.parityUnits(chosen.size() + size);
            boolean racksFirst = rackLimit <= parity;
            int parityAsked = StripedEngine.parityUnits(chosen.size() + wanted);
            int legalRack = rackLimit <= parityAsked ? parityAsked : Integer.MAX_VALUE;
            List<Load> loads = new ArrayList<>();
            combine(pool, 0, new ArrayList<>(), size, loads);
            Load best = null;
            for (Load load : loads) {
                if (best == null
                        || Arrays.compare(key(load, racksFirst, legalRack), key(best, racksFirst, legalRack)) < 0) {
                    best = load;
                }
            }
            return best;
        }

        private int[] key(Load load, boolean racksFirst, int legalRack) {
            boolean legal = load.size == wanted && load.domain <= 1 && load.rack <= legalRack;
            return legal
                    ? new int[] {0, load.rack, 0}
                    : racksFirst ? new int[] {1, load.rack, load.domain} : new int[] {1, load.domain, load.rack};
        }

        private void combine(
                List<DatanodeDescriptor> pool, int from, List<DatanodeDescriptor> picks, int size, List<Load> loads) {
            if (picks.size() == size) {
                loads.add(load(picks));
                return;
            }
            for (int i = from; i <= pool.size() - (size - picks.size()); i++) {
                picks.add(pool.get(i));
                combine(pool, i + 1, picks, size, loads);
                picks.remove(picks.size() - 1);
            }
        }

        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("wanted " + wanted + ", rack limit " + rackLimit + ", chosen " + chosen);
            for (DatanodeDescriptor node : nodes) {
                text.append("\n  ").append(node.getHostName()).append(node.getNetworkLocation());
                text.append(Arrays.toString(domains.get(node.getHostName()))).append(eligible(node) ? "" : " out");
            }
            return text.toString();
        }
    }

    /** The shipped policy with its randomness seeded. */
    private static final class Policy extends FailureDomainErasureCodedPolicy {
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
