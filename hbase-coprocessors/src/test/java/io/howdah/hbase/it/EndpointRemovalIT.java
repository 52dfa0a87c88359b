// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.bulk.BulkEndpoint;
import io.howdah.hbase.bulk.BulkMutation;
import io.howdah.hbase.client.EndpointNotDeployedException;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.guard.GuardCanary;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.apache.hadoop.hbase.MiniHBaseCluster;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import org.apache.hadoop.hbase.regionserver.HRegionServer;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking coprocessors away from a table that is written and asked; and a guard that is missing. */
class EndpointRemovalIT {
    private static final TableName TABLE = TableName.valueOf("loaded");
    private static final int CHANGES = 2;

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(2).set("hbase.coprocessor.regionserver.classes", GuardCanary.class.getName())));

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    /** The endpoint that was there before stands for an older jar: another class, taken back to and left again. */
    @Test
    void nothingIsLost_whenTheEndpointIsRemovedReplacedAndTakenBackUnderLoad() throws Exception {
        Connection connection = stack.get().hbase().connection();
        NumberedRows.create(stack.get(), TABLE, NumberedRows.key(1_000), NumberedRows.key(2_000));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (Admin admin = connection.getAdmin()) {
            deploy(admin, AggregationEndpoint.class.getName());
            Future<?> writer = pool.submit(() -> write(connection));
            Future<?> reader = pool.submit(() -> ask(connection));
            for (int i = 0; i < CHANGES; i++) {
                awaitAnswers(answers.get() + 2);
                deploy(admin, i % 2 == 0 ? null : AggregateImplementation.class.getName());
                awaitRefusals(refusals.get() + 1);
                deploy(admin, AggregationEndpoint.class.getName());
            }
            awaitAnswers(answers.get() + 2);
            done.set(true);
            writer.get(3, TimeUnit.MINUTES);
            reader.get(3, TimeUnit.MINUTES);
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
        System.out.printf(
                "endpoint taken away %d times: %d rows written, %d answers exact, %d refused%n",
                CHANGES, written.get(), answers.get(), refusals.get());
        assertThat(count(connection)).isEqualTo(written.get());
    }

    private static void deploy(Admin admin, String endpoint) throws IOException {
        TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(NumberedRows.FAMILY));
        if (endpoint != null) {
            table.setCoprocessor(endpoint);
        }
        admin.modifyTable(table.build());
    }

    private Void write(Connection connection) throws IOException {
        try (Table table = connection.getTable(TABLE)) {
            for (int i = 0; !done.get(); i++) {
                table.put(new Put(NumberedRows.key(i % 3 * 1_000 + i / 3 % 1_000))
                        .addColumn(NumberedRows.FAMILY, Bytes.toBytes("n"), Bytes.toBytes((long) i)));
                written.updateAndGet(before -> before + (before < 3_000 ? 1 : 0));
            }
        }
        return null;
    }

    private Void ask(Connection connection) throws IOException {
        while (!done.get()) {
            int before = written.get();
            try {
                long count = count(connection);
                assertThat(count).isBetween((long) before, written.get() + 1L);
                answers.incrementAndGet();
            } catch (EndpointNotDeployedException e) {
                refusals.incrementAndGet();
            }
        }
        return null;
    }

    private static long count(Connection connection) throws IOException {
        return ExactAggregation.on(connection).table(TABLE).count().execute().count();
    }

    private void awaitAnswers(int least) {
        Await.until(least + " answers", () -> answers.get() >= least);
    }

    private void awaitRefusals(int least) {
        Await.until(least + " refusals", () -> refusals.get() >= least);
    }

    /** One region server that has the endpoint and one that has not: as when the jar was not copied there. */
    @Test
    void refusal_namesTheRegionServer_whenTheEndpointIsMissingOnOneOnly() throws Exception {
        TableName table = TableName.valueOf("half");
        NumberedRows.create(stack.get(), table, NumberedRows.key(50));
        NumberedRows.put(stack.get(), table, 0, 100);
        MiniHBaseCluster cluster = stack.get().hbase().utility().getMiniHBaseCluster();
        ServerName without = cluster.getRegionServer(0).getServerName();
        String key = "hbase.coprocessor.user.region.classes";
        cluster.getConf().set(key, AggregationEndpoint.class.getName() + "," + BulkEndpoint.class.getName());
        HRegionServer with = cluster.startRegionServer().getRegionServer();
        cluster.getConf().unset(key);
        Connection connection = stack.get().hbase().connection();
        try (Admin admin = connection.getAdmin()) {
            List<RegionInfo> regions = admin.getRegions(table);
            move(connection, regions.get(0), with.getServerName());
            move(connection, regions.get(1), without);

            assertThatThrownBy(() ->
                            ExactAggregation.on(connection).table(table).count().execute())
                    .isInstanceOf(EndpointNotDeployedException.class)
                    .hasMessageStartingWith("table half has no io.howdah.hbase.aggregation.AggregationEndpoint: put"
                            + " howdah-hbase-coprocessors.jar on the class path of every region server")
                    .hasMessageContaining(regions.get(1).getEncodedName())
                    .hasMessageContaining("region server " + without);
            assertThatThrownBy(() -> BulkMutation.on(connection)
                            .table(table)
                            .delete()
                            .dryRun()
                            .execute())
                    .hasMessageContaining("--endpoint bulk'")
                    .hasMessageContaining("region server " + without);
            assertThat(ExactAggregation.on(connection)
                            .table(table)
                            .range(new byte[0], NumberedRows.key(50))
                            .count()
                            .execute()
                            .count())
                    .isEqualTo(50);
            admin.disableTable(table);
            admin.deleteTable(table);
        } finally {
            with.stop("the test ended");
            cluster.waitForRegionServerToStop(with.getServerName(), TimeUnit.MINUTES.toMillis(3));
        }
    }

    /** The master refuses a server it does not know yet, and answers before the region has moved: until it is there. */
    private static void move(Connection connection, RegionInfo region, ServerName server) throws Exception {
        try (Admin admin = connection.getAdmin();
                RegionLocator locator = connection.getRegionLocator(region.getTable())) {
            Await.until(region + " is on " + server, () -> {
                if (server.equals(
                        locator.getRegionLocation(region.getStartKey(), true).getServerName())) {
                    return true;
                }
                if (admin.getRegionServers().contains(server)) {
                    admin.move(region.getEncodedNameAsBytes(), server);
                }
                return false;
            });
        }
    }

    @Test
    void canary_countsRegions_thatHaveRulesAndNoGuard() throws Exception {
        try (Admin admin = stack.get().hbase().connection().getAdmin()) {
            // No GuardMaster here, which would refuse this.
            admin.createTable(TableDescriptorBuilder.newBuilder(TableName.valueOf("unguarded"))
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(NumberedRows.FAMILY))
                    .setValue("howdah.guard.cell.bytes", "10")
                    .build());
        }
        ObjectName bean = new ObjectName("Hadoop:service=HBase,name=HowdahGuard");
        // HBase takes all beans away for a moment when a region or table goes: no gauge is not yet.
        assertThat(Await.value(
                        () -> (Integer)
                                ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "UnguardedRegions"),
                        unguarded -> unguarded > 0))
                .isEqualTo(1);
    }
}
