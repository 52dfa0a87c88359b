// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.RequiresServers;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfigBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HBase to a real RabbitMQ. */
@RequiresServers({"root", "rabbitmq-server", "setpriv"})
class RabbitMqIT {
    private static final byte[] D = Bytes.toBytes("d");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(
            EmbeddedStack.builder().hbase(b -> b.set("replication.source.sleepforretries", "100")));

    @TempDir
    static Path directory;

    private static RabbitMqServer rabbit;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer();
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) {
            rabbit.close();
        }
    }

    @Test
    void changes_arriveInOrder() throws Exception {
        TableName name = TableName.valueOf("birds");
        try (Admin admin = stack.get().hbase().connection().getAdmin();
                QueueReader reader = new QueueReader(rabbit, "howdah.cdc", "birds", "classic", "default.birds.*");
                Table table = stack.get().hbase().connection().getTable(name)) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(D)
                            .setScope(1)
                            .build())
                    .build());
            ReplicationPeerConfigBuilder peer = ReplicationPeerConfig.newBuilder()
                    .setReplicationEndpointImpl(CdcPeers.ENDPOINT)
                    .setReplicateAllUserTables(true);
            peer.putAllConfiguration(Map.of(
                    CdcSettings.SINK.name(), "rabbitmq",
                    CdcSettings.URI.name(), rabbit.uri(),
                    CdcSettings.CREDENTIALS_FILE.name(),
                            RabbitMqServer.credentials(directory, "cdc", RabbitMqServer.PASSWORD)
                                    .toString()));
            admin.addReplicationPeer("mq", peer.build());
            table.put(new Put(Bytes.toBytes("r1")).addColumn(D, Bytes.toBytes("n"), 7, Bytes.toBytes("one")));
            table.put(new Put(Bytes.toBytes("r1")).addColumn(D, Bytes.toBytes("n"), 8, Bytes.toBytes("two")));
            table.delete(new Delete(Bytes.toBytes("r1")).addColumns(D, Bytes.toBytes("n"), 8));
            reader.awaitDistinct(3);
            System.out.println(reader.events());
            assertThat(reader.events())
                    .extracting(e -> e.kind())
                    .containsExactly(CellKind.PUT, CellKind.PUT, CellKind.DELETE_COLUMN);
            assertThat(reader.duplicates()).isZero();
        }
    }
}
