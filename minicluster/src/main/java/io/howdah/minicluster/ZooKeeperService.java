// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** One ZooKeeper server on loopback. */
final class ZooKeeperService implements AutoCloseable {
    private static final int TICK_MILLIS = 1_000;
    private static final int MAX_CONNECTIONS = 1_000;

    private final ZooKeeperServer server;
    private final ServerCnxnFactory connections;

    /** @param port 0 for an ephemeral one */
    ZooKeeperService(Path directory, int port) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
        server.setMaxSessionTimeout(120_000);
        connections = ServerCnxnFactory.createFactory(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_CONNECTIONS);
        try {
            connections.startup(server);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    ZooKeeperHandle handle() {
        return new ZooKeeperHandle(connections.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        connections.shutdown();
        server.shutdown(true);
        if (server.getZKDatabase() != null) {
            server.getZKDatabase().close();
        }
    }
}
