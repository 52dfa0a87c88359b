// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.MiniHBaseCluster;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.master.RegionState;
import org.apache.hadoop.hbase.master.assignment.AssignmentManager;
import org.apache.hadoop.hbase.procedure2.Procedure;
import org.apache.hadoop.hbase.regionserver.HRegionServer;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.JVMClusterUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Aggregates on data that does not change while regions split, merge and move at random and region servers are aborted,
 * from the first aggregate to the last: every answer must be exact, and there within the client's deadline. The changes are
 * counted and must have happened; so must re-locations. HBase's own clients ask beside them, in the same run, and are only
 * counted.
 *
 * <p>One change at a time, as a balancer or an operator makes them: the next one waits until the table is served whole again.
 * How long that took is printed: no client can answer sooner for a region that nobody serves.
 */
class ChurnIT {
    private static final long SEED = Long.getLong("howdah.churn.seed", 4_711);
    private static final Duration DEADLINE = Duration.ofSeconds(Long.getLong("howdah.churn.deadline.seconds", 120));
    /** A table that is not whole again after this is a failure of the cluster, and said so. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private static final int CLIENTS = 8;
    private static final int ROWS = 4_000;
    private static final TableName TABLE = TableName.valueOf("churn");

    /** What must have happened at least; aggregates that were re-located, in percent of all. */
    private record Goals(int aggregates, int splits, int merges, int moves, int aborts, int relocatedPercent) {}

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(3)
                    .set(
                            "hbase.coprocessor.user.region.classes",
                            AggregationEndpoint.class.getName() + "," + AggregateImplementation.class.getName())
                    // The CatalogJanitor is run by the churn itself, so that split regions may split and merge again.
                    .set("hbase.catalogjanitor.interval", "2147483647")
                    // A region that still has compacted files can neither split nor merge.
                    .set("hbase.hfile.compaction.discharger.interval", "300")));

    private final AtomicInteger splits = new AtomicInteger();
    private final AtomicInteger merges = new AtomicInteger();
    private final AtomicInteger moves = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Set<ServerName> aborted = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    /** By kind of change: the longest time from its begin until the table was whole again. */
    private final Map<String, Long> longestMillis = new ConcurrentHashMap<>();

    @Test
    void everyAnswer_isExact_whileRegionsSplitMergeMoveAndAServerAborts() throws Exception {
        run(new Goals(100, 4, 4, 6, 1, 30));
    }

    @Test
    @Tag("full")
    void everyAnswer_isExact_whileRegionsSplitMergeMoveAndServersAbort_forLong() throws Exception {
        run(new Goals(1_000, 40, 40, 60, 3, 30));
    }

    private void run(Goals goals) throws Exception {
        NumberedRows.create(
                stack.get(), TABLE, NumberedRows.key(1_000), NumberedRows.key(2_000), NumberedRows.key(3_000));
        NumberedRows.put(stack.get(), TABLE, 0, ROWS);
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS + 3);
        List<AggregationResult> results = new ArrayList<>();
        StockClients stock = new StockClients(stack.get().hbase().configuration(), TABLE, ROWS);
        Future<Void> churn = pool.submit(() -> churn(goals));
        try {
            List<Future<List<AggregationResult>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED + 1 + i);
                clients.add(pool.submit(() -> aggregate(goals, random, churn)));
            }
            Future<String> sync = pool.submit(() -> stock.sync(done::get));
            Future<String> async = pool.submit(() -> stock.async(done::get));
            for (Future<List<AggregationResult>> client : clients) {
                results.addAll(client.get(60, TimeUnit.MINUTES));
            }
            done.set(true);
            churn.get(5, TimeUnit.MINUTES);
            report(goals, results, sync.get(5, TimeUnit.MINUTES), async.get(5, TimeUnit.MINUTES));
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
    }

    private void report(Goals goals, List<AggregationResult> results, String sync, String async) {
        long relocated =
                results.stream().filter(r -> r.stats().relocations() > 0).count();
        System.out.printf(
                "seed %d, over %d splits, %d merges, %d moves, %d aborts of region servers:%n"
                        + "  ExactAggregation: %d asked, 0 wrong, %d failed; %d re-located (%d times, %d retries),"
                        + " the longest took %.1f s%n  longest until the table was whole again, in ms: %s%n  AggregationClient: %s%n  AsyncAggregationClient: %s%n",
                SEED,
                splits.get(),
                merges.get(),
                moves.get(),
                aborts.get(),
                results.size() + failures.size(),
                failures.size(),
                relocated,
                results.stream().mapToLong(r -> r.stats().relocations()).sum(),
                results.stream().mapToLong(r -> r.stats().retries()).sum(),
                results.stream()
                                .mapToLong(r -> r.stats().elapsed().toMillis())
                                .max()
                                .orElse(0)
                        / 1_000.0,
                longestMillis,
                sync,
                async);

        String what = "seed " + SEED;
        assertThat(failures).as(what).isEmpty();
        assertThat(results).as(what).hasSizeGreaterThanOrEqualTo(goals.aggregates());
        assertThat(relocated * 100 / results.size())
                .as("percent re-located, %s", what)
                .isGreaterThanOrEqualTo(goals.relocatedPercent());
        assertThat(splits.get()).as("splits, %s", what).isGreaterThanOrEqualTo(goals.splits());
        assertThat(merges.get()).as("merges, %s", what).isGreaterThanOrEqualTo(goals.merges());
        assertThat(moves.get()).as("moves, %s", what).isGreaterThanOrEqualTo(goals.moves());
        assertThat(aborts.get()).as("aborts, %s", what).isGreaterThanOrEqualTo(goals.aborts());
    }

    /**
     * Aggregates until there are enough of them and of changes; a connection of its own, whose cache is its own. After each
     * answer it waits for the next change: so most answers are asked for with a stale cache, however long a change takes on
     * this machine, and the changes happen while the others ask.
     */
    private List<AggregationResult> aggregate(Goals goals, Random random, Future<Void> churn) throws Exception {
        List<AggregationResult> results = new ArrayList<>();
        try (Connection connection =
                ConnectionFactory.createConnection(stack.get().hbase().configuration())) {
            while (!churn.isDone()
                    && (results.size() < (goals.aggregates() + CLIENTS - 1) / CLIENTS || !enough(goals))) {
                int from = random.nextInt(ROWS / 4);
                int to = ROWS - random.nextInt(ROWS / 4);
                ExactAggregation question = ExactAggregation.on(connection)
                        .table(TABLE)
                        .range(NumberedRows.key(from), NumberedRows.key(to))
                        .groupBy("d:kind")
                        .count()
                        .sum("d:n", Decoders.LONG)
                        .sliceLimits(new SliceLimits(0, 1 + random.nextInt(20), 0, 0))
                        .deadline(DEADLINE);
                try {
                    AggregationResult result = question.execute();
                    check(from, to, result);
                    results.add(result);
                } catch (IOException e) {
                    failures.add("rows " + from + " to " + to + ": " + e);
                }
                int changes = changes();
                Await.until(
                        SETTLED,
                        () -> changes() != changes || churn.isDone(),
                        () -> "seed " + SEED + ": no change after the " + changes + ".");
            }
        }
        return results;
    }

    private int changes() {
        return splits.get() + merges.get() + moves.get() + aborts.get();
    }

    private boolean enough(Goals goals) {
        return splits.get() >= goals.splits()
                && merges.get() >= goals.merges()
                && moves.get() >= goals.moves()
                && aborts.get() >= goals.aborts();
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

    private Void churn(Goals goals) throws Exception {
        Random random = new Random(SEED);
        try (Admin admin = stack.get().hbase().connection().getAdmin()) {
            while (!done.get()) {
                String kind = "refused change";
                long start = System.nanoTime();
                try {
                    kind = change(admin, random, goals);
                } catch (IOException | ExecutionException e) {
                    // A daughter with references cannot split, a merged region not merge: the next round tries another
                    // change. What was done is counted, and too little fails the test.
                    assertThat(e).isNotNull();
                }
                settle(kind);
                longestMillis.merge(kind, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), Math::max);
                tidy(admin);
            }
        }
        return null;
    }

    /** Until every region of the table is open on a server that lives, and the master has nothing left to do. */
    private void settle(String after) {
        Await.until(SETTLED, this::isSettled, () -> {
            HMaster master = cluster().getMaster();
            return "seed " + SEED + ": the table is not whole after " + after + "; in transition: "
                    + master.getAssignmentManager().getRegionsInTransition() + "; procedures: " + unfinished(master);
        });
    }

    private boolean isSettled() {
        HMaster master = cluster().getMaster();
        AssignmentManager assignments = master.getAssignmentManager();
        return unfinished(master).isEmpty()
                && aborted.stream().noneMatch(master.getServerManager()::isServerOnline)
                && !master.getServerManager().areDeadServersInProgress()
                && assignments.getRegionsInTransition().isEmpty()
                && assignments.getRegionStates().getRegionsOfTable(TABLE).stream()
                        .allMatch(region -> {
                            RegionState state = assignments.getRegionStates().getRegionState(region);
                            return state != null
                                    && state.isOpened()
                                    && master.getServerManager().isServerOnline(state.getServerName());
                        });
    }

    private static List<Procedure<?>> unfinished(HMaster master) {
        List<Procedure<?>> unfinished = new ArrayList<>();
        for (Procedure<?> procedure : master.getMasterProcedureExecutor().getProcedures()) {
            if (!procedure.isFinished()) {
                unfinished.add(procedure);
            }
        }
        return unfinished;
    }

    /** @return what was done */
    private String change(Admin admin, Random random, Goals goals) throws Exception {
        int planned = goals.splits() + goals.merges() + goals.moves();
        if (aborts.get() < goals.aborts() && changes() >= planned * (aborts.get() + 1) / (goals.aborts() + 1)) {
            abort(random);
            return "abort";
        }
        List<RegionInfo> regions = admin.getRegions(TABLE);
        RegionInfo region = regions.get(random.nextInt(regions.size()));
        List<AtomicInteger> wanted = new ArrayList<>();
        if (regions.size() < 12) {
            wanted.addAll(Collections.nCopies(splits.get() < goals.splits() ? 3 : 1, splits));
        }
        if (regions.size() > 3) {
            wanted.addAll(Collections.nCopies(merges.get() < goals.merges() ? 3 : 1, merges));
        }
        wanted.addAll(Collections.nCopies(moves.get() < goals.moves() ? 3 : 1, moves));
        AtomicInteger kind = wanted.get(random.nextInt(wanted.size()));
        if (kind == splits) {
            admin.splitRegionAsync(region.getRegionName(), middle(region, random))
                    .get(2, TimeUnit.MINUTES);
        } else if (kind == merges) {
            int left = Math.min(regions.indexOf(region), regions.size() - 2);
            admin.mergeRegionsAsync(
                            regions.get(left).getRegionName(),
                            regions.get(left + 1).getRegionName(),
                            false)
                    .get(2, TimeUnit.MINUTES);
        } else {
            List<ServerName> others = new ArrayList<>();
            for (JVMClusterUtil.RegionServerThread thread : cluster().getLiveRegionServerThreads()) {
                HRegionServer server = thread.getRegionServer();
                if (server.getRegion(region.getEncodedName()) == null) {
                    others.add(server.getServerName());
                }
            }
            admin.move(region.getEncodedNameAsBytes(), others.get(random.nextInt(others.size())));
        }
        kind.incrementAndGet();
        return kind == splits ? "split" : kind == merges ? "merge" : "move";
    }

    private static MiniHBaseCluster cluster() {
        return stack.get().hbase().utility().getMiniHBaseCluster();
    }

    /** A new region server first: three are left to move between, whatever happens. */
    private void abort(Random random) throws IOException {
        List<JVMClusterUtil.RegionServerThread> servers = cluster().getLiveRegionServerThreads();
        HRegionServer victim = servers.get(random.nextInt(servers.size())).getRegionServer();
        cluster().startRegionServer();
        aborted.add(victim.getServerName());
        victim.abort("aborted by the test");
        aborts.incrementAndGet();
    }

    /** Lets daughters and merged regions be split and merged again: no reference files, parents forgotten. */
    private static void tidy(Admin admin) {
        try {
            for (JVMClusterUtil.RegionServerThread thread : cluster().getLiveRegionServerThreads()) {
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
