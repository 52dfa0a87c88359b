// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.aggregation.HBaseSettings;
import io.howdah.hbase.aggregation.ScanRules;
import io.howdah.hbase.bulk.core.BulkChange;
import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.bulk.core.BulkCounts;
import io.howdah.hbase.bulk.core.BulkRequest;
import io.howdah.hbase.protocol.EnvelopeChannel;
import io.howdah.hbase.slice.TableCaller;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;

/**
 * Deletes or updates the rows that match a condition, on the region servers, each row asked again under its lock. Goes on
 * while regions split, merge and move; may be stopped and resumed. All is written at one timestamp, so that doing a part
 * twice changes nothing, and nothing written after the job began is lost.
 *
 * <pre>{@code
 * BulkResult result = BulkMutation.on(connection)
 *         .table("birdstrikes")
 *         .filter(new SingleColumnValueFilter(FAMILY, STATUS, CompareOperator.EQUAL, Bytes.toBytes("draft")))
 *         .delete()
 *         .rate(5_000)
 *         .execute();
 * System.out.println(result.counts().changed() + " rows deleted");
 * }</pre>
 *
 * <p>Not thread-safe. Uses the connection, never closes it.
 */
public final class BulkMutation {
    /** By name: a client needs no class of the region server. */
    static final String ENDPOINT = "io.howdah.hbase.bulk.BulkEndpoint";

    private final Connection connection;
    private final HBaseSettings settings;
    private TableName table;
    private RowRange range = RowRange.ALL;
    private Scan scan = new Scan();
    private BulkChange change;
    private boolean dryRun;
    private long rate;
    private long timestamp;
    private Duration deadline;
    private int threads;
    private BulkCheckpoint resumed;
    private Consumer<BulkProgress> listener;

    private BulkMutation(Connection connection) {
        this.connection = connection;
        this.settings = HBaseSettings.from(connection.getConfiguration()::get);
        this.deadline = Duration.ofMillis(settings.deadlineMillis());
        this.threads = settings.threads();
    }

    /** Starts a job with the defaults that the connection's configuration gives. */
    public static BulkMutation on(Connection connection) {
        return new BulkMutation(connection);
    }

    public BulkMutation table(String name) {
        return table(TableName.valueOf(name));
    }

    public BulkMutation table(TableName name) {
        this.table = name;
        return this;
    }

    /** Only rows from {@code from}, inclusive, to {@code to}, exclusive; empty: no bound. */
    public BulkMutation range(byte[] from, byte[] to) {
        this.range = RowRange.of(from, to);
        return this;
    }

    /** Only rows that the scan yields: its columns, filter, time range, attributes; not its rows. Before {@link #filter}. */
    public BulkMutation where(Scan condition) throws IOException {
        this.scan = new Scan(condition);
        return this;
    }

    /** Only rows that pass. */
    public BulkMutation filter(Filter filter) {
        scan.setFilter(filter);
        return this;
    }

    /** Deletes the rows that match, whole. */
    public BulkMutation delete() {
        return delete(List.of(), List.of());
    }

    /** Deletes these columns and families of the rows that match; both empty: the whole row. */
    public BulkMutation delete(List<Column> columns, List<byte[]> families) {
        List<BulkChange.Target> targets = new ArrayList<>();
        columns.forEach(column -> targets.add(new BulkChange.Target(column.family(), column.qualifier())));
        families.forEach(family -> targets.add(new BulkChange.Target(family.clone(), null)));
        this.change = new BulkChange.Deletion(targets);
        return this;
    }

    /** Sets a column of the rows that match; again: one more. */
    public BulkMutation set(Column column, byte[] value) {
        List<BulkChange.Assignment> values = new ArrayList<>();
        if (change instanceof BulkChange.Assignments before) {
            values.addAll(before.values());
        }
        values.add(new BulkChange.Assignment(column, value.clone()));
        this.change = new BulkChange.Assignments(values);
        return this;
    }

    /** Counts, and writes nothing. */
    public BulkMutation dryRun() {
        this.dryRun = true;
        return this;
    }

    /** Changes at most so many rows each second, over all regions. Default: no limit. */
    public BulkMutation rate(long rowsPerSecond) {
        if (rowsPerSecond < 1) {
            throw new IllegalArgumentException("rate " + rowsPerSecond + ": at least 1 row per second");
        }
        this.rate = rowsPerSecond;
        return this;
    }

    /** The timestamp of all that is written, in milliseconds; nothing newer is touched. Default: now, by this clock. */
    public BulkMutation timestamp(long millis) {
        this.timestamp = millis;
        return this;
    }

    /** How long {@link #execute} may take. Default: {@code howdah.hbase.client.deadline.ms}. */
    public BulkMutation deadline(Duration limit) {
        this.deadline = limit;
        return this;
    }

    /** How many regions are at work at a time. Default: {@code howdah.hbase.client.threads}. */
    public BulkMutation threads(int most) {
        if (most < 1 || most > HBaseSettings.THREADS.max()) {
            throw new IllegalArgumentException("threads " + most + ": allowed are " + HBaseSettings.THREADS.allowed());
        }
        this.threads = most;
        return this;
    }

    /** Goes on where another process was: the same job, at its timestamp. */
    public BulkMutation resume(BulkCheckpoint checkpoint) {
        this.resumed = checkpoint;
        return this;
    }

    /** Told after each slice, in order, by the threads at work: quick, please. */
    public BulkMutation progress(Consumer<BulkProgress> told) {
        this.listener = told;
        return this;
    }

    /**
     * Does the job; blocks.
     *
     * @throws IllegalArgumentException when table or change is missing, or the job to resume is another one
     * @throws IOException what HBase refused, or time is up; what was done until then stays done
     */
    public BulkResult execute() throws IOException {
        if (table == null || change == null) {
            throw new IllegalArgumentException("name a table and what to do: delete() or set(column, value)");
        }
        ScanRules.check(scan);
        long now = timestamp == 0 ? System.currentTimeMillis() : timestamp;
        BulkRequest request = new BulkRequest(range, ProtobufUtil.toScan(scan).toByteArray(), change, now, dryRun, 1);
        String name = table.getNameAsString();
        BulkCheckpoint from = resumed == null ? new BulkCheckpoint(name, request, BulkCounts.NONE, List.of()) : resumed;
        if (!from.isOf(name, request)) {
            throw new IllegalArgumentException("the job to resume is another one, on table " + from.table()
                    + ": table, rows, condition and change must be the same");
        }
        if (resumed != null && timestamp != 0 && timestamp != from.request().timestamp()) {
            throw new IllegalArgumentException("timestamp " + timestamp + ": the job to resume has "
                    + from.request().timestamp());
        }
        return new BulkRun(
                        table,
                        from,
                        new TableCaller(connection, table, EnvelopeChannel::bulkMutation),
                        new BulkRun.Limits(deadline, threads, settings.retryPauseMillis(), rate),
                        listener)
                .execute();
    }
}
