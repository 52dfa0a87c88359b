// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.MariaDbServer;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.log4j.Logger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HBase to a real RabbitMQ and a real MariaDB, set up with the command line. */
@RequiresServers({"root", "rabbitmq-server", "mariadbd", "setpriv"})
class CdcIT {
    private static final String EXCHANGE = "howdah.cdc";

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(Cdc::shortPauses));

    @TempDir
    static Path directory;

    @AutoClose
    private static RabbitMqServer rabbit;

    @AutoClose
    private static MariaDbServer maria;

    private static Cdc cdc;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer();
        maria = new MariaDbServer();
        cdc = new Cdc(stack.get(), directory);
        connection = cdc.connection();
    }

    private static void sameStates(TableName table, QueueReader reader) throws Exception {
        Map<String, String> truth = LastStates.ofHBase(connection, table);
        try {
            Await.until("the last states are HBase's", () -> {
                reader.drain();
                return LastStates.ofEvents(reader.events(), table).equals(truth)
                        && LastStates.ofMariaDb(maria, table).equals(truth);
            });
        } finally {
            // On failure this says which column.
            assertThat(LastStates.ofEvents(reader.events(), table)).isEqualTo(truth);
            assertThat(LastStates.ofMariaDb(maria, table)).isEqualTo(truth);
        }
    }

    /** The order of one region's writes, and what is in a message; over TLS. */
    @Test
    void changes_arriveInOrder_withAllThatHBaseKnows() throws Exception {
        TableName name = cdc.table("birds.of_prey");
        try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "birds", "quorum", "default.birds%2Eof_prey.*");
                Table table = connection.getTable(name)) {
            cdc.add(
                    "ordered",
                    rabbit.tlsUri(),
                    RabbitMqServer.PASSWORD,
                    "--table",
                    name.getNameAsString(),
                    "--set",
                    CdcSettings.TRUSTSTORE.name() + "=" + rabbit.truststore());
            byte[] row = Bytes.toBytes("r1");
            byte[] n = Bytes.toBytes("n");
            table.put(new Put(row)
                    .addColumn(Cdc.D, n, 7, Bytes.toBytes("one"))
                    .addColumn(Cdc.E, n, 7, Bytes.toBytes("e")));
            table.put(
                    new Put(row).addColumn(Cdc.D, n, 8, Bytes.toBytes("two")).addColumn(Bytes.toBytes("local"), n, n));
            table.delete(new Delete(row).addColumn(Cdc.D, n, 8));
            table.delete(new Delete(row).addColumns(Cdc.D, n, 8));
            table.delete(new Delete(row).addFamilyVersion(Cdc.D, 5));
            table.delete(new Delete(row).addFamily(Cdc.D, 6));
            reader.awaitDistinct(7);
            assertThat(reader.events())
                    .extracting(ChangeEvent::kind, ChangeEvent::family, ChangeEvent::timestamp)
                    .containsExactly(
                            tuple(CellKind.PUT, "d", 7L),
                            tuple(CellKind.PUT, "e", 7L),
                            tuple(CellKind.PUT, "d", 8L),
                            tuple(CellKind.DELETE_VERSION, "d", 8L),
                            tuple(CellKind.DELETE_COLUMN, "d", 8L),
                            tuple(CellKind.DELETE_FAMILY_VERSION, "d", 5L),
                            tuple(CellKind.DELETE_FAMILY, "d", 6L));
            assertThat(reader.events().get(2).value()).isEqualTo(Bytes.toBytes("two"));
            assertThat(reader.events()).extracting(ChangeEvent::sequence).isSorted();
            assertThat(reader.events()).allSatisfy(event -> {
                assertThat(event.incarnation()).isPositive();
                assertThat(event.writtenAt()).isPositive();
            });
            assertThat(reader.duplicates()).isZero();
            assertThat(cdc.run("remove", "ordered")).as(cdc::said).isZero();
        }
    }

    /** A consumer as Avro's library makes it, and dead letters are JSON all the same. */
    @Test
    void changes_arriveAsAvro_whenAskedFor() throws Exception {
        TableName name = cdc.table("avro");
        Schema schema;
        try (InputStream in = CdcSettings.class.getResourceAsStream("change-event.avsc")) {
            schema = new Schema.Parser().parse(in);
        }
        try (com.rabbitmq.client.Connection consumer = rabbit.connect();
                Channel channel = consumer.createChannel();
                Table table = connection.getTable(name)) {
            channel.exchangeDeclare(EXCHANGE, "topic", true);
            channel.queueDeclare("avro", true, false, false, null);
            channel.queueBind("avro", EXCHANGE, "default.avro.*");
            cdc.add("avro", rabbit.uri(), RabbitMqServer.PASSWORD, "--table", "avro", "--format", "avro");
            byte[] q = Bytes.toBytes("q");
            table.put(new Put(Bytes.toBytes("a")).addColumn(Cdc.D, q, 7, Bytes.toBytes("one")));
            table.delete(new Delete(Bytes.toBytes("a")).addFamily(Cdc.D, 9));
            Await.until("two messages", () -> channel.messageCount("avro") == 2);
            BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), schema);
            GetResponse put = channel.basicGet("avro", true);
            assertThat(put.getProps().getContentType()).isEqualTo("application/avro");
            GenericRecord change = decoder.decode(put.getBody());
            assertThat(change.get("id")).hasToString(put.getProps().getMessageId());
            assertThat(change.get("type")).hasToString("put");
            assertThat(change.get("timestamp")).isEqualTo(7L);
            assertThat(change.get("value")).isEqualTo(ByteBuffer.wrap(Bytes.toBytes("one")));
            GenericRecord delete = decoder.decode(channel.basicGet("avro", true).getBody());
            assertThat(delete.get("type")).hasToString("delete_family");
            assertThat(delete.get("value")).isNull();
            table.put(new Put(Bytes.toBytes("b")).addColumn(Cdc.D, q, new byte[RabbitMqServer.MAX_MESSAGE]));
            Await.until("a dead letter", () -> cdc.run("replay", "avro", "--list") == 1);
            assertThat(cdc.said()).contains("default:avro put");
            assertThat(cdc.run("remove", "avro", "--force")).as(cdc::said).isZero();
        }
    }

    @Test
    void lastState_isThatOfHBase_withOldTimestampsDeletesTruncateAndTimeToLive() throws Exception {
        long seed = 20_261;
        TableName name = cdc.table("state");
        try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "state", "classic", "default.state.*");
                Admin admin = connection.getAdmin();
                Table table = connection.getTable(name)) {
            cdc.add("mq", rabbit.uri(), RabbitMqServer.PASSWORD, "--table", "state");
            cdc.add("db", maria.uri(), MariaDbServer.PASSWORD, "--table", "state");
            System.out.println("seed " + seed);
            byte[] event = Bytes.toBytes("event");
            // The newest version of a column that is empty: HBase gives the delete the time of now.
            table.delete(new Delete(event).addColumn(Cdc.D, event));
            table.put(new Put(event).addColumn(Cdc.D, event, 50, event));
            assertThat(LastStates.ofHBase(connection, name)).containsOnlyKeys("event/d/event");
            int written = 2 + cdc.write(name, new Random(seed), 800);
            reader.awaitDistinct(written);
            assertThat(reader.distinct()).isEqualTo(written);
            sameStates(name, reader);

            admin.disableTable(name);
            admin.truncateTable(name, true);
            written += cdc.write(name, new Random(seed + 1), 60);
            reader.awaitDistinct(written);
            sameStates(name, reader);

            admin.modifyColumnFamily(
                    name,
                    ColumnFamilyDescriptorBuilder.newBuilder(Cdc.E)
                            .setScope(1)
                            .setTimeToLive(3)
                            .build());
            // The writes above have timestamps of 1970: a family with a time to live hides them in HBase.
            byte[] row = Bytes.toBytes("ttl");
            long now = System.currentTimeMillis();
            table.put(new Put(row).addColumn(Cdc.D, row, now, row).setTTL(2_500));
            Await.until("the put that expires arrives", () -> {
                reader.drain();
                return reader.events().stream().anyMatch(e -> Arrays.equals(e.row(), row));
            });
            ChangeEvent last = reader.events().get(reader.events().size() - 1);
            assertThat(last.expiresAt()).isEqualTo(now + 2_500);
            Await.until(
                    "it expires everywhere",
                    () -> !LastStates.ofHBase(connection, name).containsKey("ttl/d/ttl")
                            && !LastStates.ofMariaDb(maria, name).containsKey("ttl/d/ttl")
                            && !LastStates.ofEvents(reader.events(), name).containsKey("ttl/d/ttl"));
            assertThat(cdc.run("status", "--json")).as(cdc::said).isZero();
            assertThat(cdc.said()).contains("\"peer\": \"db\"", "\"dead_letter_files\": 0");
            assertThat(cdc.run("remove", "mq")).as(cdc::said).isZero();
            assertThat(cdc.run("remove", "db")).as(cdc::said).isZero();
        }
    }

    /** Nothing is lost while the password is wrong, and nobody reads it in a log. */
    @Test
    void position_isKept_whenPasswordIsWrongAndWhenAChangeIsTooLarge() throws Exception {
        TableName name = cdc.table("parked");
        try (CapturedLog log = new CapturedLog(Logger.getRootLogger());
                QueueReader reader = new QueueReader(rabbit, EXCHANGE, "parked", "classic", "default.parked.*");
                Table table = connection.getTable(name)) {
            String wrong = "wrong-SECRET-53";
            Path file = cdc.add("p", rabbit.uri(), wrong, "--table", "parked");
            byte[] q = Bytes.toBytes("q");
            table.put(new Put(Bytes.toBytes("a")).addColumn(Cdc.D, q, Bytes.toBytes("1")));
            Await.until("the broker refuses the password", () -> log.toString().contains("ACCESS_REFUSED"));
            assertThat(reader.distinct()).isZero();
            Files.writeString(file, "user=cdc\npassword=" + RabbitMqServer.PASSWORD + "\n");
            reader.awaitDistinct(1);

            // The broker refuses it: only what is small arrives, in order, and the large one is parked.
            table.put(List.of(
                    new Put(Bytes.toBytes("b")).addColumn(Cdc.D, q, Bytes.toBytes("2")),
                    new Put(Bytes.toBytes("c")).addColumn(Cdc.D, q, new byte[RabbitMqServer.MAX_MESSAGE]),
                    new Put(Bytes.toBytes("d")).addColumn(Cdc.D, q, Bytes.toBytes("4"))));
            table.put(new Put(Bytes.toBytes("e")).addColumn(Cdc.D, q, Bytes.toBytes("5")));
            reader.awaitDistinct(4);
            Await.until("the status is bad", () -> cdc.run("status", "p") == 1);
            assertThat(cdc.said()).contains("dead letters 1 files");
            assertThat(cdc.run("replay", "p", "--list")).isEqualTo(1);
            assertThat(cdc.said()).contains("message size").contains("1 dead letters");
            assertThat(cdc.run("replay", "p")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.said()).contains("0 delivered, 1 refused again");
            assertThat(cdc.run("remove", "p")).isEqualTo(1);
            assertThat(cdc.said()).contains("has 1 files of dead letters");
            assertThat(reader.events()).extracting(e -> Bytes.toString(e.row())).endsWith("e");
            assertThat(reader.distinct()).isEqualTo(4);
            assertThat(cdc.run("remove", "p", "--force")).as(cdc::said).isZero();
            assertThat(log.toString()).doesNotContain("SECRET");
        }
    }

    /** No room for what is refused: the position stays, until the limit is raised. */
    @Test
    void replication_waitsAndGaugeRises_whenDeadLettersAreFull() throws Exception {
        TableName name = cdc.table("full");
        try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "full", "classic", "default.full.*");
                Admin admin = connection.getAdmin();
                Table table = connection.getTable(name)) {
            cdc.add(
                    "full",
                    rabbit.uri(),
                    RabbitMqServer.PASSWORD,
                    "--table",
                    "full",
                    "--set",
                    CdcSettings.DEAD_LETTERS_BYTES.name() + "=1000");
            byte[] q = Bytes.toBytes("q");
            table.put(new Put(Bytes.toBytes("large")).addColumn(Cdc.D, q, new byte[RabbitMqServer.MAX_MESSAGE]));
            Await.until(
                    "no room for dead letters",
                    () -> Cdc.metric("full", "DeadLettersFull") == 1 && Cdc.metric("full", "SinkDown") == 1);
            table.put(new Put(Bytes.toBytes("small")).addColumn(Cdc.D, q, q));
            assertThat(cdc.run("replay", "full", "--list")).as(cdc::said).isZero();
            reader.drain();
            assertThat(reader.events()).isEmpty();

            ReplicationPeerConfig raised = ReplicationPeerConfig.newBuilder(admin.getReplicationPeerConfig("full"))
                    .putConfiguration(CdcSettings.DEAD_LETTERS_BYTES.name(), "1000000")
                    .build();
            admin.updateReplicationPeerConfig("full", raised);
            reader.awaitDistinct(1);
            assertThat(reader.events()).extracting(e -> Bytes.toString(e.row())).containsOnly("small");
            assertThat(cdc.run("replay", "full", "--list")).isEqualTo(1);
            Await.until("room for dead letters", () -> Cdc.metric("full", "DeadLettersFull") == 0);
            assertThat(cdc.run("remove", "full", "--force")).as(cdc::said).isZero();
        }
    }

    @Test
    void add_isRefused_whenInputIsBad() throws Exception {
        TableName name = TableName.valueOf("noscope");
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of("d"))
                    .build());
        }
        String[][] bad = {
            {"credentials", "add", "x", "--uri", "amqp://u:p@h/", "--credentials", "/c"},
            {"is not allowed for the sink rabbitmq", "add", "x", "--uri", "http://h/", "--credentials", "/c"},
            {"howdah.hbase.cdc.credentials.file", "add", "x", "--uri", "amqp://h/", "--credentials", "c"},
            {"letters, digits", "add", "x-y", "--uri", "amqp://h/", "--credentials", "/c"},
            {"is not allowed: json, avro", "add", "x", "--uri", "amqp://h/", "--credentials", "/c", "--format", "xml"},
            {"names no database", "add", "x", "--uri", "mongodb://h/", "--credentials", "/c"},
            {"no such setting", "add", "x", "--uri", "amqp://h/", "--credentials", "/c", "--set", "a=b"},
            {
                "chunk.events = '0'",
                "add",
                "x",
                "--uri",
                "amqp://h/",
                "--credentials",
                "/c",
                "--set",
                "howdah.hbase.cdc.chunk.events=0"
            },
            {"TableNotFoundException", "add", "x", "--uri", "amqp://h/", "--credentials", "/c", "--table", "absent"},
            {"no peer 'absent'", "remove", "absent"},
            {"no peer 'absent'", "status", "absent"},
            {"no peer 'absent'", "replay", "absent"},
        };
        for (String[] line : bad) {
            assertThat(cdc.run(Arrays.copyOfRange(line, 1, line.length)))
                    .as("%s: %s", Arrays.toString(line), cdc.said())
                    .isEqualTo(2);
            assertThat(cdc.said()).contains(line[0]).hasLineCount(1).doesNotContain("u:p");
        }
        assertThat(cdc.run("add", "x", "--uri", "amqp://h/", "--credentials", "/c", "--table", "noscope"))
                .isEqualTo(1);
        assertThat(cdc.said()).contains("REPLICATION_SCOPE is 0: d");
        assertThat(cdc.run("remove", "x")).as(cdc::said).isZero();
        assertThat(cdc.run(
                        "add",
                        "x",
                        "--uri",
                        "amqp://h/",
                        "--credentials",
                        "/c",
                        "--table",
                        "noscope",
                        "--enable-scope"))
                .as(cdc::said)
                .isZero();
        assertThat(cdc.said()).contains("REPLICATION_SCOPE is 1 now for d");
        assertThat(cdc.run("remove", "x")).as(cdc::said).isZero();
    }
}
