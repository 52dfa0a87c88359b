// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cli.CommandProcess;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.log4j.Logger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is not delivered at once, or never: dead letters and their replay, messages without a queue, bulk loads. */
@RequiresServers({"root", "rabbitmq-server", "setpriv"})
class CdcLimitsIT {
    private static final String EXCHANGE = "howdah.cdc";
    /** Not in a peer's own settings: the region servers and the command have it from hbase-site.xml. */
    private static final String DIRECTORY = "/elsewhere/cdc";

    private static final byte[] Q = Bytes.toBytes("q");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> Cdc.shortPauses(b)
                    .set(CdcSettings.DIRECTORY.name(), DIRECTORY)
                    .set("hbase.replication.bulkload.enabled", "true")
                    .set("hbase.replication.cluster.id", "howdah")));

    @TempDir
    static Path directory;

    @AutoClose
    private static RabbitMqServer rabbit;

    private static Cdc cdc;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer();
        cdc = new Cdc(stack.get(), directory);
        connection = cdc.connection();
        // What the stack writes is a client's; the command is to be given the region servers'.
        Path siteFile = cdc.conf().resolve("hbase-site.xml");
        Configuration site = new Configuration(false);
        site.addResource(new org.apache.hadoop.fs.Path(siteFile.toUri()));
        site.set(CdcSettings.DIRECTORY.name(), DIRECTORY);
        try (OutputStream out = Files.newOutputStream(siteFile)) {
            site.writeXml(out);
        }
    }

    private static Put put(String row, byte[] value) {
        return new Put(Bytes.toBytes(row)).addColumn(Cdc.D, Q, value);
    }

    @Test
    void replay_deliversAtLeastOnce_whenItIsKilledInTheMiddleAndRunAgain() throws Exception {
        int letters = 1_500;
        TableName name = cdc.table("letters");
        try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "letters", "classic", "default.letters.*");
                Admin admin = connection.getAdmin();
                Table table = connection.getTable(name)) {
            String limit = CdcSettings.EVENT_MAX_BYTES.name();
            cdc.add(
                    "letters",
                    rabbit.uri(),
                    RabbitMqServer.PASSWORD,
                    "--table",
                    "letters",
                    "--set",
                    limit + "=1100",
                    "--set",
                    CdcSettings.CHUNK_EVENTS.name() + "=1");
            for (int from = 0; from < letters; from += 100) {
                List<Put> puts = new ArrayList<>();
                for (int i = from; i < from + 100; i++) {
                    puts.add(put("r" + i, new byte[1_000]));
                }
                table.put(puts);
            }
            Await.until(
                    "all are dead letters",
                    () -> cdc.run("replay", "letters", "--list") == 1
                            && cdc.said().contains("\n" + letters + " dead letters"));
            assertThat(cdc.said()).contains("at most 1100 are sent");
            assertThat(cdc.run("replay", "letters")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.said()).contains("0 delivered, " + letters + " refused again");

            admin.updateReplicationPeerConfig(
                    "letters",
                    ReplicationPeerConfig.newBuilder(admin.getReplicationPeerConfig("letters"))
                            .putConfiguration(limit, "2000")
                            .build());
            Path said = directory.resolve("replay.out");
            Process killed = CommandProcess.start(
                    said,
                    List.of("cdc", "replay", "letters", "--conf", cdc.conf().toString()));
            try {
                reader.awaitFirst(20);
            } finally {
                killed.destroyForcibly().waitFor();
            }
            assertThat(cdc.run("replay", "letters", "--list"))
                    .as(said::toString)
                    .isEqualTo(1);
            assertThat(cdc.run("replay", "letters")).as(cdc::said).isZero();
            assertThat(cdc.said()).contains(" delivered, 0 refused again");
            reader.awaitDistinct(letters);
            System.out.println("replay killed: " + reader.duplicates() + " duplicates of " + letters);

            int arrived = reader.events().size();
            assertThat(cdc.run("replay", "letters", "--list")).as(cdc::said).isZero();
            assertThat(cdc.run("replay", "letters")).as(cdc::said).isZero();
            assertThat(cdc.said()).contains("0 delivered, 0 refused again");
            table.put(put("after", Q));
            reader.awaitDistinct(letters + 1);
            assertThat(reader.events()).hasSize(arrived + 1);
            assertThat(cdc.run("remove", "letters")).as(cdc::said).isZero();
        }
    }

    @Test
    void deadLetters_areFound_whenTheirDirectoryIsInTheSiteFileOnly() throws Exception {
        TableName name = cdc.table("elsewhere");
        try (Table table = connection.getTable(name)) {
            cdc.add(
                    "elsewhere",
                    rabbit.uri(),
                    RabbitMqServer.PASSWORD,
                    "--table",
                    "elsewhere",
                    "--set",
                    CdcSettings.EVENT_MAX_BYTES.name() + "=1024");
            table.put(put("large", new byte[2_000]));
            FileSystem files = FileSystem.get(stack.get().hbase().configuration());
            var parked = new org.apache.hadoop.fs.Path(DIRECTORY + "/elsewhere/dead-letters");
            Await.until(
                    "a dead letter",
                    () -> files.exists(parked)
                            && files.globStatus(new org.apache.hadoop.fs.Path(parked, "*.jsonl")).length == 1);
            assertThat(cdc.run("status", "elsewhere")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.said()).contains("dead letters 1 files");
            assertThat(cdc.run("replay", "elsewhere", "--list")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.said()).contains("default:elsewhere put").contains("1 dead letters");
            assertThat(cdc.run("remove", "elsewhere")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.run("remove", "elsewhere", "--force")).as(cdc::said).isZero();
        }
    }

    @Test
    void message_waits_whenNoQueueTakesIt() throws Exception {
        TableName name = cdc.table("unbound");
        try (CapturedLog log = new CapturedLog(Logger.getRootLogger());
                Table table = connection.getTable(name)) {
            cdc.add("unbound", rabbit.uri(), RabbitMqServer.PASSWORD, "--table", "unbound");
            table.put(put("a", Q));
            Await.until(
                    "the sink says that it is down",
                    () -> log.toString()
                                    .contains(
                                            "no queue is bound to exchange howdah.cdc for routing key default.unbound.d")
                            && Cdc.metric("unbound", "SinkDown") == 1);
            assertThat(Cdc.metric("unbound", "Events")).isZero();
            try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "unbound", "quorum", "default.unbound.*")) {
                reader.awaitDistinct(1);
                Await.until("the sink is up", () -> Cdc.metric("unbound", "SinkDown") == 0);
            }
            assertThat(cdc.run("remove", "unbound")).as(cdc::said).isZero();
        }
    }

    @Test
    void message_isLetGo_whenNoQueueTakesItAndThatIsAllowed() throws Exception {
        TableName name = cdc.table("dropped");
        try (Table table = connection.getTable(name)) {
            cdc.add(
                    "dropped",
                    rabbit.uri(),
                    RabbitMqServer.PASSWORD,
                    "--table",
                    "dropped",
                    "--set",
                    CdcSettings.UNROUTABLE.name() + "=drop");
            table.put(put("lost", Q));
            Await.until("the message counts as delivered", () -> Cdc.metric("dropped", "Events") == 1);
            try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "dropped", "quorum", "default.dropped.*")) {
                table.put(put("kept", Q));
                reader.awaitDistinct(1);
                assertThat(reader.events())
                        .extracting(event -> Bytes.toString(event.row()))
                        .containsExactly("kept");
            }
            assertThat(Cdc.metric("dropped", "Retries")).isZero();
            assertThat(cdc.run("remove", "dropped")).as(cdc::said).isZero();
        }
    }

    @Test
    void bulkLoad_isCountedAndNotDelivered() throws Exception {
        TableName name = cdc.table("loaded");
        try (QueueReader reader = new QueueReader(rabbit, EXCHANGE, "loaded", "classic", "default.loaded.*");
                Table table = connection.getTable(name)) {
            cdc.add("loaded", rabbit.uri(), RabbitMqServer.PASSWORD, "--table", "loaded");
            Configuration conf = stack.get().hbase().configuration();
            FileSystem files = FileSystem.get(conf);
            var hfiles = files.makeQualified(new org.apache.hadoop.fs.Path("/cdc-hfiles"));
            try (HFile.Writer writer = HFile.getWriterFactory(conf, new CacheConfig(conf))
                    .withPath(files, new org.apache.hadoop.fs.Path(hfiles, "d/file"))
                    .withFileContext(new HFileContextBuilder().build())
                    .create()) {
                writer.append(new KeyValue(Bytes.toBytes("bulk"), Cdc.D, Q, 1, Q));
            }
            BulkLoadHFiles.create(conf).bulkLoad(name, hfiles);
            assertThat(table.exists(new Get(Bytes.toBytes("bulk")))).isTrue();
            table.put(put("written", Q));
            reader.awaitDistinct(1);
            Await.until("the bulk load is counted", () -> Cdc.metric("loaded", "BulkLoadsSkipped") == 1);
            assertThat(reader.events())
                    .extracting(event -> Bytes.toString(event.row()))
                    .containsExactly("written");
            assertThat(cdc.run("remove", "loaded")).as(cdc::said).isZero();
        }
    }
}
