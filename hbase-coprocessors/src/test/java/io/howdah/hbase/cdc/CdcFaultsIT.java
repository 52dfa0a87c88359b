// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.MariaDbServer;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load: the broker is killed and started, MariaDB is down for a minute, a region server is aborted, a region is split and
 * moved, the table is dropped and created again. Every put that HBase acknowledged has a value of its own.
 */
@Tag("full")
@RequiresServers({"root", "rabbitmq-server", "mariadbd", "setpriv"})
class CdcFaultsIT {
    private static final int WRITERS = 2;

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(3)
                    .set("replication.source.sleepforretries", "100")
                    .set(CdcSettings.CHUNK_EVENTS.name(), "50")
                    .set(CdcSettings.RETRY_PAUSE_MAX.name(), "2000")));

    @TempDir
    static Path directory;

    @AutoClose
    private static RabbitMqServer rabbit;

    @AutoClose
    private static MariaDbServer maria;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock tableIsThere = new ReentrantReadWriteLock(true);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean writing = true;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer();
        maria = new MariaDbServer();
    }

    @Test
    void nothingIsLost_andLastStateIsThatOfHBase_whateverFails() throws Exception {
        Cdc cdc = new Cdc(stack.get(), directory);
        Connection connection = cdc.connection();
        byte[][] splits = {Bytes.toBytes("r20"), Bytes.toBytes("r30"), Bytes.toBytes("r40")};
        TableName name = cdc.table("faults", splits);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (QueueReader reader = new QueueReader(rabbit, "howdah.cdc", "faults", "quorum", "default.faults.*");
                Admin admin = connection.getAdmin()) {
            cdc.add("mq", rabbit.uri(), RabbitMqServer.PASSWORD);
            cdc.add("db", maria.uri(), MariaDbServer.PASSWORD);
            Thread[] writers = new Thread[WRITERS];
            for (int w = 0; w < WRITERS; w++) {
                int id = w;
                writers[w] = new Thread(() -> write(connection, name, id, new Random(seed + id)));
                writers[w].start();
            }
            awaitWrites(500);

            rabbit.kill();
            awaitWrites(300);
            rabbit.start();
            said("broker killed and started");

            long down = System.nanoTime();
            maria.kill();
            awaitWrites(300);
            Await.until("a minute has passed", () -> System.nanoTime() - down > TimeUnit.SECONDS.toNanos(60));
            maria.start();
            said("MariaDB killed, down for a minute, started");

            stack.get().hbase().abortRegionServer(1);
            awaitWrites(500);
            said("region server aborted");

            admin.split(name, Bytes.toBytes("r25"));
            stack.get().hbase().utility().getAdmin().balance();
            awaitWrites(300);
            said("region split");

            tableIsThere.writeLock().lock();
            try {
                admin.disableTable(name);
                admin.deleteTable(name);
                cdc.table("faults", splits);
            } finally {
                tableIsThere.writeLock().unlock();
            }
            awaitWrites(500);
            said("table dropped and created");

            rabbit.stop();
            rabbit.start();
            awaitWrites(100);
            said("broker stopped and started");

            writing = false;
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(failure.get()).isNull();

            Set<String> arrived = new HashSet<>();
            Await.until("every acknowledged put arrives", () -> {
                reader.drain();
                arrived.clear();
                reader.events().stream()
                        .filter(e -> e.kind() == CellKind.PUT)
                        .forEach(e -> arrived.add(Bytes.toString(e.value())));
                return arrived.containsAll(acknowledged);
            });
            Map<String, String> truth = LastStates.ofHBase(connection, name);
            Await.until("the last states are HBase's", () -> {
                reader.drain();
                return LastStates.ofEvents(reader.events(), name).equals(truth)
                        && LastStates.ofMariaDb(maria, name).equals(truth);
            });
            System.out.printf(
                    "puts acknowledged %d, lost 0; messages %d, different changes %d, duplicates %d; columns equal to HBase's %d%n",
                    acknowledged.size(), reader.events().size(), reader.distinct(), reader.duplicates(), truth.size());
            assertThat(truth).isNotEmpty();
            assertThat(reader.events().stream().map(e -> e.incarnation()).distinct())
                    .as("lives of the table")
                    .hasSize(2)
                    .allMatch(incarnation -> incarnation > 0);
        } finally {
            writing = false;
        }
    }

    private void said(String fault) {
        System.out.printf("%s; %d puts acknowledged%n", fault, acknowledged.size());
    }

    private void awaitWrites(int more) {
        int target = acknowledged.size() + more;
        Await.until(target + " puts are acknowledged", () -> acknowledged.size() >= target || failure.get() != null);
        assertThat(failure.get()).isNull();
    }

    private void write(Connection connection, TableName name, int id, Random random) {
        try (Table table = connection.getTable(name)) {
            for (int i = 0; writing; i++) {
                byte[] row = Bytes.toBytes("r" + (10 + random.nextInt(40)));
                byte[] family = random.nextBoolean() ? Cdc.D : Cdc.E;
                byte[] qualifier = Bytes.toBytes("q" + random.nextInt(5));
                long timestamp = 1 + random.nextInt(100_000);
                String value = id + "-" + i;
                tableIsThere.readLock().lock();
                try {
                    int what = random.nextInt(15);
                    if (what == 0) {
                        table.delete(new Delete(row).addFamily(family, timestamp));
                    } else if (what == 1) {
                        table.delete(new Delete(row).addColumns(family, qualifier, timestamp));
                    } else {
                        table.put(new Put(row).addColumn(family, qualifier, timestamp, Bytes.toBytes(value)));
                        acknowledged.add(value);
                    }
                } finally {
                    tableIsThere.readLock().unlock();
                }
                // About 200 writes a second from each: a minute of MariaDB's absence is not a million of changes.
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
