// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import com.rabbitmq.client.Channel;
import io.howdah.hbase.cdc.CdcPeers;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.JsonEnvelope;
import io.howdah.minicluster.MariaDbServer;
import io.howdah.minicluster.RabbitMqServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfigBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** Where changes go, and somebody at the other end who tells {@link Arrivals}. Closed, it is gone. */
interface CdcTarget extends AutoCloseable {
    /** {@return a peer that sends there} */
    ReplicationPeerConfigBuilder peer();

    @Override
    void close() throws Exception;

    /** HBase's own floor: an endpoint that confirms at once. */
    final class NoSink implements CdcTarget {
        @Override
        public ReplicationPeerConfigBuilder peer() {
            return ReplicationPeerConfig.newBuilder().setReplicationEndpointImpl(ArrivalEndpoint.class.getName());
        }

        @Override
        public void close() {}
    }

    /** HBase's own replication, to a second cluster in this process. */
    final class OtherCluster implements CdcTarget {
        private final BenchCluster cluster = new BenchCluster(1, Map.of());

        OtherCluster(TableName table) throws Exception {
            try (Admin admin = cluster.connection().getAdmin()) {
                admin.createTable(TableDescriptorBuilder.newBuilder(table)
                        .setColumnFamily(CdcLoad.family())
                        .setCoprocessor(ArrivalObserver.class.getName())
                        .build());
            }
        }

        @Override
        public ReplicationPeerConfigBuilder peer() {
            return ReplicationPeerConfig.newBuilder().setClusterKey(cluster.zooKeeper() + ":/hbase");
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** A broker, and a consumer of a durable classic queue that is pushed to and acknowledges at once. */
    final class RabbitMq implements CdcTarget {
        private final RabbitMqServer server = new RabbitMqServer();
        private final com.rabbitmq.client.Connection consumer = server.connect();
        private final Path directory = Files.createTempDirectory("howdah-bench-mq");

        RabbitMq() throws Exception {
            Channel channel = consumer.createChannel();
            channel.exchangeDeclare("howdah.cdc", "topic", true);
            channel.queueDeclare("bench", true, false, false, Map.of("x-queue-type", "classic"));
            channel.queueBind("bench", "howdah.cdc", "#");
            channel.basicConsume(
                    "bench",
                    true,
                    (tag, message) -> Arrivals.mark(
                            Bytes.toString(JsonEnvelope.read(new String(message.getBody(), StandardCharsets.UTF_8))
                                    .row())),
                    tag -> {});
        }

        @Override
        public ReplicationPeerConfigBuilder peer() {
            return ours("rabbitmq", server.uri(), directory, RabbitMqServer.PASSWORD);
        }

        @Override
        public void close() throws Exception {
            consumer.abort(1_000);
            server.close();
            delete(directory);
        }
    }

    /** A database, asked every 10 ms for the rows it has got since. */
    final class MariaDb implements CdcTarget {
        private static final long PAUSE_MILLIS = 10;

        private final MariaDbServer server = new MariaDbServer();
        private final Path directory = Files.createTempDirectory("howdah-bench-db");
        private final Thread reader = new Thread(this::read, "mariadb-reader");
        private volatile boolean closed;

        MariaDb() throws Exception {
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            long newest = 0;
            while (!closed) {
                try (java.sql.Connection connection = server.connect();
                        PreparedStatement statement = connection.prepareStatement(
                                "SELECT row_key, applied_at FROM howdah_cdc_column WHERE kind = 4 AND applied_at >= ?")) {
                    while (!closed) {
                        statement.setLong(1, newest);
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                Arrivals.mark(Bytes.toString(rows.getBytes(1)));
                                newest = Math.max(newest, rows.getLong(2));
                            }
                        }
                        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                    }
                } catch (SQLException e) {
                    pause(); // The sink makes the tables when the first change comes.
                } catch (Exception e) {
                    return;
                }
            }
        }

        private static void pause() {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public ReplicationPeerConfigBuilder peer() {
            return ours("jdbc", server.uri(), directory, MariaDbServer.PASSWORD);
        }

        @Override
        public void close() throws Exception {
            closed = true;
            reader.join(TimeUnit.SECONDS.toMillis(30));
            server.close();
            delete(directory);
        }
    }

    private static ReplicationPeerConfigBuilder ours(String sink, String uri, Path directory, String password) {
        try {
            return ReplicationPeerConfig.newBuilder()
                    .setReplicationEndpointImpl(CdcPeers.ENDPOINT)
                    .putConfiguration(CdcSettings.SINK.name(), sink)
                    .putConfiguration(CdcSettings.URI.name(), uri)
                    .putConfiguration(
                            CdcSettings.CREDENTIALS_FILE.name(),
                            RabbitMqServer.credentials(directory, "cdc", password)
                                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
