// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.apache.hadoop.hdfs.server.namenode.NameNode;

/** One NameNode; the addresses stay the same over a kill and a restart. Thread-safe. */
public final class NameNodeHandle {
    private final String id;
    private final InetSocketAddress rpcAddress;
    private final InetSocketAddress httpAddress;
    private final Supplier<NameNode> current;

    NameNodeHandle(String id, InetSocketAddress rpcAddress, InetSocketAddress httpAddress, Supplier<NameNode> current) {
        this.id = id;
        this.rpcAddress = rpcAddress;
        this.httpAddress = httpAddress;
        this.current = current;
    }

    /** {@code nn1} or {@code nn2}. */
    public String id() {
        return id;
    }

    /** Where clients connect. */
    public InetSocketAddress rpcAddress() {
        return rpcAddress;
    }

    /** The web UI, JMX and WebHDFS. */
    public InetSocketAddress httpAddress() {
        return httpAddress;
    }

    /** Whether it runs and is active; false while it is killed. */
    public boolean isActive() {
        NameNode nameNode = current.get();
        return nameNode != null && nameNode.isActiveState();
    }

    /** Whether it runs, active or standby. */
    public boolean isRunning() {
        return current.get() != null;
    }

    @Override
    public String toString() {
        return id + "@" + rpcAddress.getHostString() + ":" + rpcAddress.getPort();
    }
}
