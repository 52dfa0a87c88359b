// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.log4j.Logger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HBase to a stand-in for MongoDB ({@link MongoStandIn}: no real MongoDB), set up with the command line. */
class MongoSinkIT {
    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(Cdc::shortPauses));

    @TempDir
    static Path directory;

    @AutoClose
    private static MongoStandIn mongo;

    private static Cdc cdc;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        mongo = new MongoStandIn(directory);
        cdc = new Cdc(stack.get(), directory);
        connection = cdc.connection();
    }

    private static void sameStates(TableName table) throws Exception {
        Map<String, String> truth = LastStates.ofHBase(connection, table);
        assertThat(truth).isNotEmpty();
        try {
            Await.until(
                    "the last states are HBase's",
                    () -> LastStates.ofMongo(mongo, table).equals(truth));
        } finally {
            // On failure this says which column.
            assertThat(LastStates.ofMongo(mongo, table)).isEqualTo(truth);
        }
    }

    @Test
    void lastState_isThatOfHBase_withOldTimestampsDeletesTruncateAndServerKilled() throws Exception {
        long seed = 20_263;
        System.out.println("seed " + seed);
        TableName name = cdc.table("documents", Bytes.toBytes("r30"));
        cdc.add("docs", mongo.uri(), MongoStandIn.PASSWORD, "--table", "documents");
        Random random = new Random(seed);
        cdc.write(name, random, 300);
        mongo.kill();
        cdc.write(name, random, 300);
        mongo.start();
        cdc.write(name, random, 200);
        try (Table table = connection.getTable(name)) {
            byte[] q = Bytes.toBytes("q");
            table.put(new Put(Bytes.toBytes("v")).addColumn(Cdc.D, q, 70, q).addColumn(Cdc.E, q, 70, q));
            table.delete(new Delete(Bytes.toBytes("v")).addFamilyVersion(Cdc.D, 70));
            table.delete(new Delete(Bytes.toBytes("v")).addColumn(Cdc.E, q, 69));
        }
        sameStates(name);

        try (Admin admin = connection.getAdmin()) {
            admin.disableTable(name);
            admin.truncateTable(name, true);
        }
        cdc.write(name, random, 60);
        sameStates(name);
        assertThat(cdc.run("status", "docs", "--json")).as(cdc::said).isZero();
        assertThat(cdc.run("remove", "docs")).as(cdc::said).isZero();
    }

    /** Nothing is lost while the password is wrong, and nobody reads it in a log. */
    @Test
    void position_isKept_whenPasswordIsWrong() throws Exception {
        try (CapturedLog log = new CapturedLog(Logger.getRootLogger())) {
            TableName name = cdc.table("waiting");
            Path file = cdc.add("waits", mongo.uri(), "wrong-SECRET-54", "--table", "waiting");
            cdc.write(name, new Random(3), 20);
            Await.until("the server refuses the password", () -> log.toString().contains("Exception authenticating"));
            assertThat(LastStates.ofMongo(mongo, name)).isEmpty();
            Files.writeString(file, "user=cdc\npassword=" + MongoStandIn.PASSWORD + "\n");
            sameStates(name);
            assertThat(cdc.run("remove", "waits")).as(cdc::said).isZero();
            assertThat(log.toString()).doesNotContain("SECRET");
        }
    }

    @Test
    void replay_delivers_onceTheLimitIsRaised() throws Exception {
        TableName name = cdc.table("large");
        cdc.add(
                "large",
                mongo.uri(),
                MongoStandIn.PASSWORD,
                "--table",
                "large",
                "--set",
                CdcSettings.EVENT_MAX_BYTES.name() + "=2000");
        try (Table table = connection.getTable(name);
                Admin admin = connection.getAdmin()) {
            byte[] q = Bytes.toBytes("q");
            table.put(new Put(Bytes.toBytes("a")).addColumn(Cdc.D, q, 9, Bytes.toBytes("x".repeat(3_000))));
            table.put(new Put(Bytes.toBytes("b")).addColumn(Cdc.D, q, 9, Bytes.toBytes("x".repeat(3_000))));
            table.put(new Put(Bytes.toBytes("c")).addColumn(Cdc.D, q, 9, q));
            Await.until(
                    "the small change arrives",
                    () -> LastStates.ofMongo(mongo, name).containsKey("c/d/q"));
            // What was written after the letter wins over it, whenever it comes.
            table.put(new Put(Bytes.toBytes("b")).addColumn(Cdc.D, q, 10, Bytes.toBytes("newer")));
            Await.until(
                    "the newer change arrives",
                    () -> LastStates.ofMongo(mongo, name).containsKey("b/d/q"));
            assertThat(cdc.run("replay", "large")).as(cdc::said).isEqualTo(1);
            assertThat(cdc.said()).contains("0 delivered, 2 refused again");
            admin.updateReplicationPeerConfig(
                    "large",
                    ReplicationPeerConfig.newBuilder(admin.getReplicationPeerConfig("large"))
                            .putConfiguration(CdcSettings.EVENT_MAX_BYTES.name(), "10000")
                            .build());
            assertThat(cdc.run("replay", "large")).as(cdc::said).isZero();
            assertThat(cdc.said()).contains("2 delivered, 0 refused again");
            assertThat(LastStates.ofMongo(mongo, name)).isEqualTo(LastStates.ofHBase(connection, name));
            assertThat(cdc.run("replay", "large")).as(cdc::said).isZero();
            assertThat(cdc.said()).contains("0 delivered, 0 refused again");
            assertThat(cdc.run("remove", "large")).as(cdc::said).isZero();
        }
    }
}
