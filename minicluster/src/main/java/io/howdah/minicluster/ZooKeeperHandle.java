// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

/** The running ZooKeeper server. Thread-safe. */
public final class ZooKeeperHandle {
    private final int port;

    ZooKeeperHandle(int port) {
        this.port = port;
    }

    /** {@code 127.0.0.1:port}. */
    public String connectString() {
        return "127.0.0.1:" + port;
    }

    /** The client port. */
    public int port() {
        return port;
    }
}
