// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.protocol.EnvelopeChannel;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A million groups from four regions of one region server at once, with its default settings. */
@Tag("full")
class MillionGroupsIT {
    private static final int GROUPS = 1_000_000;
    private static final byte[] FAMILY = Bytes.toBytes("d");
    private static final TableName TABLE = TableName.valueOf("million");

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> b.regionServers(1)));

    private static byte[] key(int row) {
        return Bytes.toBytes(String.format("%07d", row));
    }

    @Test
    void regionServer_holdsNoMoreThanItsBudget_whileFourRegionsAnswer() throws Exception {
        Connection connection = stack.get().hbase().connection();
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(TABLE)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                            .setCoprocessor(AggregationEndpoint.class.getName())
                            .build(),
                    new byte[][] {key(GROUPS / 4), key(GROUPS / 2), key(GROUPS / 4 * 3)});
        }
        try (BufferedMutator writing = connection.getBufferedMutator(TABLE)) {
            for (int i = 0; i < GROUPS; i++) {
                writing.mutate(new Put(key(i))
                        .addColumn(FAMILY, Bytes.toBytes("n"), Bytes.toBytes((long) i))
                        .setDurability(Durability.SKIP_WAL));
            }
        }
        Column column = Column.parse("d:n");
        AggregationRequest request = new AggregationRequest(
                RowRange.ALL,
                ProtobufUtil.toScan(new Scan()).toByteArray(),
                List.of(
                        new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                        new Aggregate(AggregateFunction.SUM, column, Decoders.LONG)),
                List.of(new GroupExpression.OfColumn(column)),
                SliceLimits.SERVER);
        ServerName server;
        try (Admin admin = connection.getAdmin()) {
            server = admin.getRegionServers().iterator().next();
        }
        AtomicLong most = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Thread sampler = new Thread(() -> {
            while (!done.get()) {
                most.accumulateAndGet(AggregationEndpoint.memoryHeld(server), Math::max);
                LockSupport.parkNanos(100_000);
            }
        });
        sampler.start();
        AtomicLong slices = new AtomicLong();
        AtomicLong reply = new AtomicLong();
        long groups = 0;
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Long>> walks = new ArrayList<>();
            for (int part = 0; part < 4; part++) {
                byte[] from = part == 0 ? new byte[0] : key(GROUPS / 4 * part);
                byte[] to = part == 3 ? new byte[0] : key(GROUPS / 4 * (part + 1));
                walks.add(() -> walk(connection, request.withRange(RowRange.of(from, to)), slices, reply));
            }
            for (Future<Long> walk : pool.invokeAll(walks)) {
                groups += walk.get();
            }
        } finally {
            done.set(true);
            sampler.join();
            pool.shutdownNow();
        }
        System.out.printf(
                "%d groups in %d slices, %.1f s, largest reply %d bytes, at most %d bytes held by all calls%n",
                groups, slices.get(), (System.nanoTime() - start) / 1e9, reply.get(), most.get());

        assertThat(groups).isEqualTo(GROUPS);
        assertThat(most.get()).isBetween(1L << 20, 64L << 20);
        assertThat(AggregationEndpoint.memoryHeld(server)).isZero();
    }

    /** Slice after slice, as the client does; each group has one row, so the slices' groups add up. */
    private static long walk(Connection connection, AggregationRequest part, AtomicLong slices, AtomicLong largest)
            throws Exception {
        long groups = 0;
        AggregationRequest rest = part;
        while (rest != null) {
            byte[] reply;
            try (Table table = connection.getTable(TABLE)) {
                reply = EnvelopeChannel.aggregation(table, rest.range().from(), RequestCodec.encode(rest));
            }
            AggregationResponse response = ResponseCodec.decode(reply, rest);
            if (response.covered() == null) {
                Thread.onSpinWait();
                continue;
            }
            slices.incrementAndGet();
            largest.accumulateAndGet(reply.length, Math::max);
            groups += response.groups().size();
            byte[] next = response.covered().to();
            rest = Arrays.equals(next, part.range().to())
                    ? null
                    : part.withRange(RowRange.of(next, part.range().to()));
        }
        return groups;
    }
}
