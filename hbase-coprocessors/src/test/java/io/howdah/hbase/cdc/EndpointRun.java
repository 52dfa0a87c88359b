// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Abortable;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.replication.ReplicationEndpoint.Context;
import org.apache.hadoop.hbase.replication.ReplicationEndpoint.ReplicateContext;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.replication.ReplicationPeerImpl;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.util.FSTableDescriptors;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;

/** One endpoint with a sink that does what it is told, called as HBase's shipper does: from a thread of its own. */
final class EndpointRun implements AutoCloseable {
    /** What the sink does with a chunk. */
    interface Does {
        void with(List<ChangeEvent> events) throws IOException;
    }

    static final Does TAKES_IT = events -> {};

    final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    // A minute passes between any two looks at the clock: it always looks for tables again.
    private final CdcEndpoint endpoint =
            new CdcEndpoint(settings -> new Target(), () -> nanos.addAndGet(60_000_000_000L));
    private volatile Does sink;
    private volatile Throwable ended;
    private volatile boolean through;
    private Thread shipper;

    /** @param queue the peer's id, for a dead server's log with the server's name */
    EndpointRun(Configuration conf, String queue, Does sink, String... settings) throws Exception {
        this.sink = sink;
        var config = ReplicationPeerConfig.newBuilder()
                .setReplicationEndpointImpl(CdcPeers.ENDPOINT)
                .setReplicateAllUserTables(true)
                .putConfiguration(CdcSettings.SINK.name(), "rabbitmq")
                .putConfiguration(CdcSettings.URI.name(), "amqp://none.example.com/%2F")
                .putConfiguration(CdcSettings.CREDENTIALS_FILE.name(), "/none")
                .putConfiguration(CdcSettings.RETRY_PAUSE.name(), "1")
                .putConfiguration(CdcSettings.RETRY_PAUSE_MAX.name(), "20");
        for (int i = 0; i < settings.length; i += 2) {
            config.putConfiguration(settings[i], settings[i + 1]);
        }
        var root = CommonFSUtils.getRootDir(conf);
        var fileSystem = root.getFileSystem(conf);
        endpoint.init(new Context(
                conf,
                conf,
                fileSystem,
                queue,
                UUID.randomUUID(),
                new ReplicationPeerImpl(conf, CdcPeers.realPeer(queue), true, config.build()),
                null,
                new FSTableDescriptors(fileSystem, root),
                new NeverAborts()));
        endpoint.start();
        endpoint.awaitRunning();
    }

    private static final class NeverAborts implements Abortable {
        @Override
        public void abort(String why, Throwable e) {
            throw new AssertionError(why, e);
        }

        @Override
        public boolean isAborted() {
            return false;
        }
    }

    private final class Target implements Sink {
        @Override
        public void deliver(List<ChangeEvent> events) throws IOException {
            calls.incrementAndGet();
            sink.with(events);
        }

        @Override
        public String target() {
            return "a test";
        }

        @Override
        public void close() {}
    }

    /** One put, of a table of which nothing is there. */
    static WAL.Entry put(String row) throws IOException {
        WALEdit edit = new WALEdit();
        edit.add(new KeyValue(Bytes.toBytes(row), Cdc.D, Cdc.D, Bytes.toBytes("value")));
        var key = new WALKeyImpl(Bytes.toBytes("0123456789abcdef0123456789abcdef"), TableName.valueOf("t"), 1);
        return new WAL.Entry(key, edit);
    }

    /** Starts to deliver a batch. */
    EndpointRun ship(WAL.Entry... entries) {
        through = false;
        shipper = new Thread(
                () -> {
                    try {
                        through = endpoint.replicate(new ReplicateContext().setEntries(List.of(entries)));
                    } catch (Throwable e) {
                        ended = e;
                    }
                },
                "shipper");
        shipper.start();
        return this;
    }

    void sink(Does does) {
        sink = does;
    }

    /** Waits for the end of the batch. */
    boolean delivered() throws Exception {
        shipper.join();
        if (ended != null) {
            throw new AssertionError("HBase would abort the region server", ended);
        }
        return through;
    }

    /** Whether the batch is still being tried. */
    boolean goesOn() {
        return shipper.isAlive();
    }

    /** As HBase does when the peer is disabled, changed or removed. */
    @Override
    public void close() {
        endpoint.stop();
        endpoint.awaitTerminated();
    }
}
