// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import io.howdah.hbase.cdc.core.JsonEnvelope;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.MariaDbServer;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Figures, printed, not asserted: changes a second when there is a backlog, and end-to-end latency at a steady 200 writes a
 * second, to both servers at once, with HBase's default pause at the end of its log and with a tenth of it.
 */
@Tag("full")
@RequiresServers({"root", "rabbitmq-server", "mariadbd", "setpriv"})
class CdcThroughputIT {
    private static final int BACKLOG = 50_000;
    private static final int STEADY = 4_000;

    @TempDir
    static Path directory;

    @Test
    void figures() throws Exception {
        for (String pause : new String[] {"1000", "100"}) {
            try (RabbitMqServer rabbit = new RabbitMqServer();
                    MariaDbServer maria = new MariaDbServer();
                    EmbeddedStack stack = EmbeddedStack.builder()
                            .hbase(b -> b.set("replication.source.sleepforretries", pause))
                            .start()) {
                measure(pause, stack, rabbit, maria);
            }
        }
    }

    private static void measure(String pause, EmbeddedStack stack, RabbitMqServer rabbit, MariaDbServer maria)
            throws Exception {
        Cdc cdc = new Cdc(stack, directory.resolve(pause));
        TableName name = cdc.table("load");
        Map<String, Long> arrived = new ConcurrentHashMap<>();
        try (Connection consumer = rabbit.connect();
                Channel channel = consumer.createChannel();
                Admin admin = stack.hbase().connection().getAdmin();
                Table table = stack.hbase().connection().getTable(name)) {
            channel.exchangeDeclare("howdah.cdc", "topic", true);
            channel.queueDeclare("load", true, false, false, Map.of("x-queue-type", "classic"));
            channel.queueBind("load", "howdah.cdc", "#");
            cdc.add("mq", rabbit.uri(), RabbitMqServer.PASSWORD);
            cdc.add("db", maria.uri(), MariaDbServer.PASSWORD);
            for (String peer : new String[] {"mq", "db"}) {
                admin.disableReplicationPeer(peer);
            }
            List<Put> puts = new ArrayList<>();
            for (int i = 0; i < BACKLOG; i++) {
                puts.add(put(i));
                if (puts.size() == 500) {
                    table.put(puts);
                    puts.clear();
                }
            }
            long start = System.nanoTime();
            admin.enableReplicationPeer("mq");
            Await.until("RabbitMQ has the backlog", () -> channel.messageCount("load") >= BACKLOG);
            rate(pause, "RabbitMQ", start);
            start = System.nanoTime();
            admin.enableReplicationPeer("db");
            Await.until("MariaDB has the backlog", () -> count(maria) >= BACKLOG);
            rate(pause, "MariaDB", start);

            channel.queuePurge("load");
            DeliverCallback note = (tag, message) -> arrived.putIfAbsent(
                    Bytes.toString(JsonEnvelope.read(new String(message.getBody(), StandardCharsets.UTF_8))
                            .row()),
                    System.nanoTime());
            channel.basicConsume("load", true, note, tag -> {});
            long[] written = new long[STEADY];
            long[] writtenMillis = new long[STEADY];
            long next = System.nanoTime();
            for (int i = 0; i < STEADY; i++) {
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                next += TimeUnit.MILLISECONDS.toNanos(5);
                written[i] = System.nanoTime();
                writtenMillis[i] = System.currentTimeMillis();
                table.put(put(BACKLOG + i));
            }
            Await.until(
                    "both have the steady load", () -> arrived.size() >= STEADY && count(maria) >= BACKLOG + STEADY);
            long[] toRabbit = new long[STEADY];
            for (int i = 0; i < STEADY; i++) {
                toRabbit[i] = TimeUnit.NANOSECONDS.toMillis(arrived.get(row(BACKLOG + i)) - written[i]);
            }
            latency(pause, "RabbitMQ, put to consumer", toRabbit);
            latency(pause, "MariaDB, put to the statement", toMaria(maria, writtenMillis));
        }
    }

    private static String row(int number) {
        return String.format("r%08d", number);
    }

    private static Put put(int number) {
        byte[] value = new byte[100];
        Arrays.fill(value, (byte) ('a' + number % 26));
        return new Put(Bytes.toBytes(row(number))).addColumn(Cdc.D, Bytes.toBytes("q"), value);
    }

    private static long count(MariaDbServer maria) throws Exception {
        try (java.sql.Connection connection = maria.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM howdah_cdc_column")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long[] toMaria(MariaDbServer maria, long[] written) throws Exception {
        long[] millis = new long[written.length];
        try (java.sql.Connection connection = maria.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT applied_at FROM howdah_cdc_column WHERE row_key >= '"
                        + row(BACKLOG) + "' ORDER BY row_key")) {
            for (int i = 0; i < written.length && rows.next(); i++) {
                millis[i] = rows.getLong(1) - written[i];
            }
        }
        return millis;
    }

    private static void rate(String pause, String sink, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "cdc, pause %s ms, %s: backlog of %d changes of 100 bytes in %.1f s, %.0f a second%n",
                pause, sink, BACKLOG, seconds, BACKLOG / seconds);
    }

    private static void latency(String pause, String what, long[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                "cdc, pause %s ms, %s at 200 a second: p50 %d ms, p99 %d ms, max %d ms%n",
                pause, what, millis[millis.length / 2], millis[millis.length * 99 / 100], millis[millis.length - 1]);
    }
}
