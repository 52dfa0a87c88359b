// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.JVMClusterUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Aggregates on data that does not change while regions split, merge and move at random and a region server is aborted:
 * every answer must be exact. The changes are counted and must have happened; so must re-locations.
 */
class ChurnIT {
    private static final long SEED = Long.getLong("howdah.churn.seed", 4_711);
    private static final int AGGREGATES = Integer.getInteger("howdah.churn.aggregates", 60);
    private static final int SPLITS = 3;
    private static final int MERGES = 2;
    private static final int MOVES = 4;
    private static final int CLIENTS = 3;
    private static final int ROWS = 4_000;
    private static final TableName TABLE = TableName.valueOf("churn");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(3)
                    .set("hbase.coprocessor.user.region.classes", AggregationEndpoint.class.getName())
                    // The CatalogJanitor is run by the churn itself, so that split regions may split and merge again.
                    .set("hbase.catalogjanitor.interval", "2147483647")));

    private final AtomicInteger splits = new AtomicInteger();
    private final AtomicInteger merges = new AtomicInteger();
    private final AtomicInteger moves = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void everyAnswer_isExact_whileRegionsSplitMergeMoveAndAServerAborts() throws Exception {
        NumberedRows.create(
                stack.get(), TABLE, NumberedRows.key(1_000), NumberedRows.key(2_000), NumberedRows.key(3_000));
        NumberedRows.put(stack.get(), TABLE, 0, ROWS);
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS + 1);
        List<AggregationResult> results = new ArrayList<>();
        try {
            Future<Void> churn = pool.submit((Callable<Void>) this::churn);
            List<Future<List<AggregationResult>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED + 1 + i);
                clients.add(pool.submit(() -> aggregate(random)));
            }
            for (Future<List<AggregationResult>> client : clients) {
                results.addAll(client.get(20, TimeUnit.MINUTES));
            }
            done.set(true);
            churn.get(5, TimeUnit.MINUTES);
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
        long relocations =
                results.stream().mapToLong(r -> r.stats().relocations()).sum();
        long relocated =
                results.stream().filter(r -> r.stats().relocations() > 0).count();
        System.out.printf(
                "seed %d: %d aggregates exact, %d of them re-located (%d times), %d retries, over %d splits, %d merges,"
                        + " %d moves, %d aborts%n",
                SEED,
                results.size(),
                relocated,
                relocations,
                results.stream().mapToLong(r -> r.stats().retries()).sum(),
                splits.get(),
                merges.get(),
                moves.get(),
                aborts.get());

        String what = "seed " + SEED;
        assertThat(results).as(what).hasSizeGreaterThanOrEqualTo(AGGREGATES);
        assertThat(relocated).as("re-located, %s", what).isPositive();
        assertThat(splits.get()).as("splits, %s", what).isGreaterThanOrEqualTo(SPLITS);
        assertThat(merges.get()).as("merges, %s", what).isGreaterThanOrEqualTo(MERGES);
        assertThat(moves.get()).as("moves, %s", what).isGreaterThanOrEqualTo(MOVES);
        assertThat(aborts.get()).as("aborts, %s", what).isEqualTo(1);
    }

    /** Aggregates until there are enough of them and of changes; a connection of its own, whose cache is its own. */
    private List<AggregationResult> aggregate(Random random) throws Exception {
        List<AggregationResult> results = new ArrayList<>();
        try (Connection connection =
                ConnectionFactory.createConnection(stack.get().hbase().configuration())) {
            while (results.size() < (AGGREGATES + CLIENTS - 1) / CLIENTS || !enough()) {
                int from = random.nextInt(ROWS);
                int to = from + random.nextInt(ROWS - from + 1);
                AggregationResult result = ExactAggregation.on(connection)
                        .table(TABLE)
                        .range(NumberedRows.key(from), NumberedRows.key(to))
                        .groupBy("d:kind")
                        .count()
                        .sum("d:n", Decoders.LONG)
                        .sliceLimits(new SliceLimits(0, 1 + random.nextInt(40), 0, 0))
                        .deadline(Duration.ofMinutes(10))
                        .execute();
                check(from, to, result);
                results.add(result);
            }
        }
        return results;
    }

    private boolean enough() {
        return splits.get() >= SPLITS && merges.get() >= MERGES && moves.get() >= MOVES && aborts.get() >= 1;
    }

    private static void check(int from, int to, AggregationResult result) {
        long[] counts = new long[NumberedRows.KINDS];
        long[] sums = new long[NumberedRows.KINDS];
        for (int i = from; i < to; i++) {
            counts[i % NumberedRows.KINDS]++;
            sums[i % NumberedRows.KINDS] += i;
        }
        String what = "seed " + SEED + ", rows " + from + " to " + to + ", " + result.stats();
        assertThat(result.groups()).as(what).hasSize((int)
                Arrays.stream(counts).filter(c -> c > 0).count());
        for (AggregationResult.Group group : result.groups()) {
            int kind = Integer.parseInt(group.keyText(0).substring("kind-".length()));
            assertThat(group.count()).as(what).isEqualTo(counts[kind]);
            assertThat(group.sum("d:n").asLong()).as(what).isEqualTo(sums[kind]);
        }
    }

    private Void churn() throws Exception {
        Random random = new Random(SEED);
        try (Admin admin = stack.get().hbase().connection().getAdmin()) {
            int round = 0;
            while (!done.get()) {
                try {
                    change(admin, random, round++);
                } catch (IOException | ExecutionException e) {
                    // A region in transition refuses the next change: the next round tries another one. What was done
                    // is counted, and too little fails the test.
                    tidy(admin);
                }
            }
        }
        return null;
    }

    private void change(Admin admin, Random random, int round) throws Exception {
        List<RegionInfo> regions = admin.getRegions(TABLE);
        if (round == 5) {
            stack.get().hbase().abortRegionServer(random.nextInt(3));
            aborts.incrementAndGet();
            return;
        }
        int kind = regions.size() < 4 ? 0 : regions.size() > 8 ? 1 : random.nextInt(3);
        int index = random.nextInt(regions.size());
        switch (kind) {
            case 0 -> {
                admin.splitRegionAsync(regions.get(index).getRegionName(), middle(regions.get(index), random))
                        .get(2, TimeUnit.MINUTES);
                splits.incrementAndGet();
            }
            case 1 -> {
                int left = Math.min(index, regions.size() - 2);
                admin.mergeRegionsAsync(
                                regions.get(left).getRegionName(),
                                regions.get(left + 1).getRegionName(),
                                false)
                        .get(2, TimeUnit.MINUTES);
                merges.incrementAndGet();
            }
            default -> {
                List<ServerName> servers = new ArrayList<>();
                for (JVMClusterUtil.RegionServerThread thread :
                        stack.get().hbase().utility().getMiniHBaseCluster().getLiveRegionServerThreads()) {
                    servers.add(thread.getRegionServer().getServerName());
                }
                admin.move(regions.get(index).getEncodedNameAsBytes(), servers.get(random.nextInt(servers.size())));
                moves.incrementAndGet();
            }
        }
        tidy(admin);
    }

    /** Lets daughters and merged regions be split and merged again: no reference files, parents forgotten. */
    private static void tidy(Admin admin) {
        try {
            for (JVMClusterUtil.RegionServerThread thread :
                    stack.get().hbase().utility().getMiniHBaseCluster().getLiveRegionServerThreads()) {
                thread.getRegionServer().getRegions(TABLE).forEach(region -> {
                    try {
                        region.compact(true);
                    } catch (IOException e) {
                        // Closing under the compaction: it will be compacted where it opens.
                        assertThat(e).isNotNull();
                    }
                });
            }
            admin.runCatalogJanitor();
        } catch (IOException e) {
            // The server that this ran into is being aborted; the next round does it again.
            assertThat(e).isNotNull();
        }
    }

    private static byte[] middle(RegionInfo region, Random random) {
        int start = region.getStartKey().length == 0 ? 0 : number(region.getStartKey());
        int end = region.getEndKey().length == 0 ? ROWS : number(region.getEndKey());
        return NumberedRows.key(start + 1 + random.nextInt(Math.max(1, end - start - 1)));
    }

    private static int number(byte[] key) {
        return Integer.parseInt(Bytes.toString(key).substring(1));
    }
}
