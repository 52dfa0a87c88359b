// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.HBaseSettings;
import io.howdah.hbase.aggregation.ScanRules;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.DistinctEstimate;
import io.howdah.hbase.aggregation.core.FrequentItems;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.Quantiles;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.aggregation.core.SpillingGroups;
import io.howdah.hbase.aggregation.core.TopValues;
import io.howdah.hbase.protocol.EnvelopeChannel;
import io.howdah.hbase.slice.TableCaller;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;

/**
 * Aggregates over a table, computed on its region servers, each row once: also while regions split, merge, move or their
 * server dies. Not snapshot isolation: rows written meanwhile may or may not be in the answer, as in a scan.
 *
 * <pre>{@code
 * AggregationResult result = ExactAggregation.on(connection)
 *         .table("birdstrikes")
 *         .groupBy("d:species")
 *         .count()
 *         .sum("d:cost", Decoders.LONG)
 *         .execute();
 * for (AggregationResult.Group group : result.groups()) {
 *     System.out.println(group.keyText(0) + " " + group.count() + " " + group.sum("d:cost").asLong());
 * }
 * }</pre>
 *
 * <p>Which rows count follows SQL. With nothing selected, every row; with {@link #family} or {@link #column}, rows that
 * have a cell there. {@code count()} counts rows, {@code count(column)} rows that have the column, sum, min, max and avg
 * skip rows that do not, and a row without a group column is in the group whose key is null. Always the newest version.
 *
 * <p>Not thread-safe, but {@link #execute} may be called again and again. Uses the connection, never closes it.
 */
public final class ExactAggregation {
    private final Connection connection;
    private final HBaseSettings settings;
    private TableName table;
    private RowRange range;
    private Scan scan = new Scan();
    private final List<Aggregate> aggregates = new ArrayList<>();
    private final List<GroupExpression> groupBy = new ArrayList<>();
    private SliceLimits limits = SliceLimits.SERVER;
    private Duration deadline;
    private int threads;
    private Consumer<AggregationProgress> progress;
    private Consumer<AggregationResult> slices;
    private AggregationToken token;

    private ExactAggregation(Connection connection) {
        this.connection = connection;
        this.settings = HBaseSettings.from(connection.getConfiguration()::get);
        this.deadline = Duration.ofMillis(settings.deadlineMillis());
        this.threads = settings.threads();
    }

    /**
     * Starts an aggregate with the defaults that the connection's configuration gives.
     *
     * @throws IllegalArgumentException when a setting is not allowed: key, value and what is
     */
    public static ExactAggregation on(Connection connection) {
        return new ExactAggregation(connection);
    }

    public ExactAggregation table(String name) {
        return table(TableName.valueOf(name));
    }

    public ExactAggregation table(TableName name) {
        this.table = name;
        return this;
    }

    /**
     * Only rows from {@code from}, inclusive, to {@code to}, exclusive, in UTF-8; empty: no bound.
     *
     * @throws IllegalArgumentException when from is greater than to
     */
    public ExactAggregation range(String from, String to) {
        return range(from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #range(String, String)}, for row keys that are not text. */
    public ExactAggregation range(byte[] from, byte[] to) {
        this.range = RowRange.of(from, to);
        return this;
    }

    /**
     * Takes selection, filter, time range, isolation level, authorizations and other attributes from a scan; its start and
     * stop rows too, unless {@link #range} is called. Call it before {@link #column}, {@link #family} and {@link #filter}.
     */
    public ExactAggregation scan(Scan template) throws IOException {
        this.scan = new Scan(template);
        return this;
    }

    /** Only rows that have this column, or another one selected. {@code family:qualifier}. */
    public ExactAggregation column(String column) {
        Column parsed = Column.parse(column);
        scan.addColumn(parsed.family(), parsed.qualifier());
        return this;
    }

    /** Only rows that have a cell in this family, or another one selected. */
    public ExactAggregation family(String family) {
        scan.addFamily(family.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Only rows and cells that pass. */
    public ExactAggregation filter(Filter filter) {
        scan.setFilter(filter);
        return this;
    }

    /** One group for each value of a column; called again, for each combination. {@code family:qualifier}. */
    public ExactAggregation groupBy(String column) {
        groupBy.add(new GroupExpression.OfColumn(Column.parse(column)));
        return this;
    }

    /** One group for each different start of the row key, of so many bytes. */
    public ExactAggregation groupByRowPrefix(int bytes) {
        groupBy.add(new GroupExpression.OfRowPrefix(bytes));
        return this;
    }

    /** One group for each part of any kind; called again, for each combination. */
    public ExactAggregation groupBy(GroupExpression expression) {
        groupBy.add(expression);
        return this;
    }

    /** Rows. */
    public ExactAggregation count() {
        aggregates.add(new Aggregate(AggregateFunction.COUNT_ROWS, null, null));
        return this;
    }

    /** Rows that have the column. */
    public ExactAggregation count(String column) {
        aggregates.add(new Aggregate(AggregateFunction.COUNT, Column.parse(column), null));
        return this;
    }

    /** Exact for whole numbers (a BigInteger) and decimals; compensated for floating point. */
    public ExactAggregation sum(String column, Decoder decoder) {
        return aggregate(AggregateFunction.SUM, Column.parse(column), decoder);
    }

    public ExactAggregation min(String column, Decoder decoder) {
        return aggregate(AggregateFunction.MIN, Column.parse(column), decoder);
    }

    public ExactAggregation max(String column, Decoder decoder) {
        return aggregate(AggregateFunction.MAX, Column.parse(column), decoder);
    }

    /** The exact sum divided, to 34 digits; for floating point, the compensated sum divided. */
    public ExactAggregation avg(String column, Decoder decoder) {
        return aggregate(AggregateFunction.AVG, Column.parse(column), decoder);
    }

    /** The sample standard deviation: divided by n - 1; null for fewer than two values. */
    public ExactAggregation stddev(String column, Decoder decoder) {
        return aggregate(AggregateFunction.STDDEV_SAMP, Column.parse(column), decoder);
    }

    /** The population standard deviation: divided by n. */
    public ExactAggregation stddevPopulation(String column, Decoder decoder) {
        return aggregate(AggregateFunction.STDDEV_POP, Column.parse(column), decoder);
    }

    /** The {@code size} largest values with their rows, exact; a {@link TopValues}. */
    public ExactAggregation top(int size, String column, Decoder decoder) {
        return aggregate(new Aggregate(AggregateFunction.TOP, Column.parse(column), decoder, size));
    }

    /** About how many different values the column has, byte for byte; a {@link DistinctEstimate}. */
    public ExactAggregation distinct(String column) {
        return aggregate(Aggregate.distinct(Column.parse(column)));
    }

    /** The values at ranks, each 0 to 1, about: {@code quantiles("d:ms", Decoders.LONG, 0.5, 0.99)}; a {@link Quantiles}. */
    public ExactAggregation quantiles(String column, Decoder decoder, double... ranks) {
        return aggregate(Aggregate.quantiles(
                Column.parse(column), decoder, Arrays.stream(ranks).boxed().toList()));
    }

    /** The {@code size} values that occur most often, about, byte for byte; a {@link FrequentItems}. */
    public ExactAggregation frequent(int size, String column) {
        return aggregate(new Aggregate(AggregateFunction.FREQUENT, Column.parse(column), null, size));
    }

    /** Any aggregate, as the methods above make them; the constructor has the accuracy of sketches. */
    public ExactAggregation aggregate(Aggregate aggregate) {
        aggregates.add(aggregate);
        return this;
    }

    /** Any function of a column, which may have any bytes for a name. */
    public ExactAggregation aggregate(AggregateFunction function, Column column, Decoder decoder) {
        aggregates.add(new Aggregate(function, column, decoder));
        return this;
    }

    /** How long {@link #execute} may take, retries included. Default: {@code howdah.hbase.client.deadline.ms}. */
    public ExactAggregation deadline(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("deadline " + limit + ": must be greater than zero");
        }
        this.deadline = limit;
        return this;
    }

    /** How many regions are asked at a time. Default: {@code howdah.hbase.client.threads}. */
    public ExactAggregation threads(int most) {
        if (most < 1 || most > HBaseSettings.THREADS.max()) {
            throw new IllegalArgumentException("threads " + most + ": allowed are " + HBaseSettings.THREADS.allowed());
        }
        this.threads = most;
        return this;
    }

    /** Tighter limits for each slice than the region servers' own. */
    public ExactAggregation sliceLimits(SliceLimits tighter) {
        this.limits = tighter;
        return this;
    }

    /**
     * Tells how far it is after each slice that was merged: see {@link AggregationProgress}, which also gives the token to
     * go on with.
     */
    public ExactAggregation onProgress(Consumer<AggregationProgress> listener) {
        this.progress = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Gives the answer of each slice as it is merged: groups, values and {@link AggregationResult#coverage} of the slice
     * alone. Each row is in exactly one of them, so counts and sums add up to the answer. Called as the listener of
     * {@link #onProgress} is: one at a time, while the aggregate waits. After {@link #resume}: of the slices since.
     */
    public ExactAggregation onSlice(Consumer<AggregationResult> listener) {
        this.slices = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Goes on from where another aggregate was, in this process or another. The question is in the token; what is asked
     * here as well must be the same question.
     */
    public ExactAggregation resume(AggregationToken from) {
        this.token = Objects.requireNonNull(from, "token");
        return this;
    }

    /**
     * Computes the answer; blocks.
     *
     * @throws AggregationException when it cannot be computed however often it is tried: what, where, what is allowed
     * @throws AggregationDeadlineException when time is up; there is no partial answer, but a token to go on with
     * @throws InterruptedIOException when the thread was interrupted; no further slice is asked for
     * @throws IOException what HBase refused: no such table, access denied, ...
     * @throws IllegalArgumentException when no table or nothing to compute was named, the same aggregate twice, or
     *     another question than that of the token
     */
    public AggregationResult execute() throws IOException {
        return newRun().execute();
    }

    /**
     * Computes the answer and gives it group by group, in the order of the keys, however many there are: beyond
     * {@code howdah.hbase.client.memory.bytes} they wait in a temporary file (in {@code java.io.tmpdir}, readable by its
     * owner alone, gone when this returns or throws), up to {@code howdah.hbase.client.spill.bytes}. Blocks.
     *
     * @param consumer called in this thread when the answer is complete; what it throws ends the call
     * @return what it took
     * @throws IOException as {@link #execute}, but for the number of groups
     * @throws IllegalArgumentException as {@link #execute}
     */
    public AggregationStats forEachGroup(Consumer<AggregationResult.Group> consumer) throws IOException {
        return newRun().forEachGroup(consumer);
    }

    /**
     * Computes the answer in threads of its own. The future fails with what {@link #execute} throws. When it is cancelled,
     * or completed in any other way ({@code orTimeout}), no further slice is asked for: what region servers are still at
     * work on ends with the slice, after {@code howdah.hbase.aggregation.slice.time.ms} at the latest. That goes for this
     * future, not for others that {@code thenApply} and the like make of it.
     *
     * @throws IOException as {@link #execute}, for what is known to be wrong before the first call
     * @throws IllegalArgumentException as {@link #execute}
     */
    public CompletableFuture<AggregationResult> executeAsync() throws IOException {
        AggregationRun run = newRun();
        CompletableFuture<AggregationResult> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    if (future.isDone()) {
                        return;
                    }
                    try {
                        future.complete(run.execute());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                },
                "howdah-aggregation-" + table);
        thread.setDaemon(true);
        future.whenComplete((result, failure) -> {
            if (Thread.currentThread() != thread) {
                // At once: the thread notices its interruption only later, and a worker may end its slice meanwhile.
                run.stop();
                thread.interrupt();
            }
        });
        thread.start();
        return future;
    }

    private AggregationRun newRun() throws IOException {
        Checkpoint checkpoint = token == null ? null : token.checkpoint();
        AggregationRequest request = request(checkpoint);
        TableName name = checkpoint == null ? table : TableName.valueOf(checkpoint.table());
        AggregationRun run = new AggregationRun(
                request.withLimits(limits),
                name,
                new TableCaller(connection, name, EnvelopeChannel::aggregation),
                new AggregationRun.Limits(
                        deadline,
                        threads,
                        settings.clientGroupsMax(),
                        settings.retryPauseMillis(),
                        new SpillingGroups.Budget(
                                settings.clientMemoryBytes(),
                                settings.clientSpillBytes(),
                                Path.of(System.getProperty("java.io.tmpdir")))),
                new MergedAnswer.Listeners(progress, slices));
        return checkpoint == null ? run : run.from(checkpoint);
    }

    private AggregationRequest request(Checkpoint checkpoint) throws IOException {
        boolean asked = table != null || !aggregates.isEmpty() || !groupBy.isEmpty() || range != null;
        if (checkpoint != null && !asked) {
            return checkpoint.request();
        }
        if (table == null) {
            throw new IllegalArgumentException("no table: call table(name)");
        }
        ScanRules.check(scan);
        RowRange rows = range == null ? rangeOf(scan) : range;
        byte[] serialised = ProtobufUtil.toScan(scan).toByteArray();
        AggregationRequest request = new AggregationRequest(rows, serialised, aggregates, groupBy, SliceLimits.SERVER);
        if (checkpoint != null) {
            byte[] before = RequestCodec.encode(checkpoint.request().withLimits(SliceLimits.SERVER));
            if (!table.getNameAsString().equals(checkpoint.table())
                    || !Arrays.equals(before, RequestCodec.encode(request))) {
                throw new IllegalArgumentException("the resume token is of another question, about table "
                        + checkpoint.table() + ", rows " + checkpoint.request().range()
                        + ": ask the same (table, range, selection, aggregates, groups), or start without the token");
            }
        }
        return request;
    }

    private static RowRange rangeOf(Scan scan) {
        byte[] from = scan.includeStartRow() || scan.getStartRow().length == 0
                ? scan.getStartRow()
                : nextRow(scan.getStartRow());
        byte[] to =
                scan.includeStopRow() && scan.getStopRow().length > 0 ? nextRow(scan.getStopRow()) : scan.getStopRow();
        return RowRange.of(from, to);
    }

    /** The smallest row key greater than this one: a zero byte more. */
    private static byte[] nextRow(byte[] row) {
        return Arrays.copyOf(row, row.length + 1);
    }
}
