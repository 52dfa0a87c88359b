// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.HBaseMasterZnode;
import io.howdah.ha.core.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/**
 * The HBase masters, found in ZooKeeper (or listed in {@code howdah.ha.hbase.masters}), and what their web servers say:
 * {@code tag.isActiveMaster} of the {@code Server} bean (an HBase master has no {@code /isActive}). Hadoop's metrics keep
 * what JMX shows for their period, 10 s by default: so long a master that has just become the active may be called
 * otherwise.
 */
final class HBaseMasters {
    private static final String QUORUM = "hbase.zookeeper.quorum";
    private static final String CLIENT_PORT = "hbase.zookeeper.property.clientPort";
    private static final String PARENT = "zookeeper.znode.parent";
    private static final String INFO_PORT = "hbase.master.info.port";
    private static final int DEFAULT_INFO_PORT = 16010;
    private static final String SSL = "hbase.ssl.enabled";
    /** service=HBase in a JVM of its own; in a JVM shared with other daemons the one started last gives the name. */
    private static final String BEAN = "qry=Hadoop:service=*,name=Master,sub=Server";

    private final Configuration conf;
    private final List<String> addresses;
    private final Duration deadline;
    private final WebClient web = new WebClient();

    HBaseMasters(Configuration conf, List<String> addresses, Duration deadline) {
        this.conf = conf;
        this.addresses = addresses;
        this.deadline = deadline;
    }

    /** One master's web server. */
    record Master(String id, HostPort web) {}

    /** Why the masters could not be found. */
    static final class NotFound extends Exception {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message);
        }
    }

    /**
     * @throws NotFound when ZooKeeper does not say
     * @throws InterruptedException when the caller gave up
     */
    List<Master> find() throws NotFound, InterruptedException {
        if (!addresses.isEmpty()) {
            return listed();
        }
        String connect = connectString(conf);
        CountDownLatch connected = new CountDownLatch(1);
        try (ZooKeeper zooKeeper = new ZooKeeper(connect, (int) deadline.toMillis(), event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        })) {
            if (!connected.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotFound(
                        "ZooKeeper at " + connect + " does not answer within " + deadline.toMillis() + " ms");
            }
            return read(zooKeeper);
        } catch (IOException e) {
            throw new NotFound("ZooKeeper at " + connect + ": " + Answer.oneLine(e));
        } catch (KeeperException e) {
            throw new NotFound("ZooKeeper at " + connect + ": " + e.code() + " on " + e.getPath());
        }
    }

    /** Those of {@code howdah.ha.hbase.masters}. */
    List<Master> listed() {
        int port = conf.getInt(INFO_PORT, DEFAULT_INFO_PORT);
        return addresses.stream()
                .map(text -> HostPort.parse(HaSettings.HBASE_MASTERS.key(), text, port > 0 ? port : DEFAULT_INFO_PORT))
                .map(address -> new Master(address.toString(), address))
                .toList();
    }

    private List<Master> read(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
        String parent = parent(conf);
        List<Master> masters = new ArrayList<>();
        add(masters, zooKeeper, parent + "/master");
        try {
            for (String child : zooKeeper.getChildren(parent + "/backup-masters", false).stream()
                    .sorted()
                    .toList()) {
                add(masters, zooKeeper, parent + "/backup-masters/" + child);
            }
        } catch (KeeperException.NoNodeException e) {
            // HBase has never run here, or its parent znode is another: an empty answer says so.
        }
        return masters;
    }

    static String parent(Configuration conf) {
        return conf.getTrimmed(PARENT, "/hbase");
    }

    private void add(List<Master> masters, ZooKeeper zooKeeper, String path)
            throws KeeperException, InterruptedException {
        try {
            Optional<HBaseMasterZnode> znode = HBaseMasterZnode.parse(zooKeeper.getData(path, false, null));
            znode.ifPresent(master -> masters.add(new Master(
                    master.host() + ":" + master.port(),
                    // -1 when the server that redirects to the web server is off, which says nothing of the latter.
                    new HostPort(
                            master.host(),
                            master.infoPort() > 0 ? master.infoPort() : conf.getInt(INFO_PORT, DEFAULT_INFO_PORT)))));
        } catch (KeeperException.NoNodeException e) {
            // No such master now.
        }
    }

    /** ZooKeeper's servers as HBase finds them. */
    static String connectString(Configuration conf) {
        int port = conf.getInt(CLIENT_PORT, 2181);
        List<String> servers = new ArrayList<>();
        for (String server : conf.getTrimmedStringCollection(QUORUM)) {
            servers.add(HostPort.parse(QUORUM, server, port).toString());
        }
        return servers.isEmpty() ? "localhost:" + port : String.join(",", servers);
    }

    Answer ask(Master master) {
        if (master.web().port() <= 0) {
            return Answer.unknown("its web server is off (" + INFO_PORT + " = -1)");
        }
        Deadline until = Deadline.in(deadline);
        try {
            // HBase takes all its beans away for half a second when it clears its JMX cache (JmxCacheBuster): ask
            // again.
            while (true) {
                WebClient.Response response = web.get(conf.getBoolean(SSL, false), master.web(), "/jmx", BEAN, until);
                Optional<String> active = response.bean("tag.isActiveMaster");
                if (active.isPresent()) {
                    return Answer.of(Boolean.parseBoolean(active.get()) ? Role.ACTIVE : Role.STANDBY);
                }
                if (!response.ok()) {
                    return Answer.ofHttpStatus(response.status(), "/jmx");
                }
                if (until.leftNanos() < deadline.toNanos() / 2) {
                    return new Answer(Role.TRANSITION, "its web server is up, its master bean is not: still starting");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (IOException e) {
            return Answer.ofFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.unknown("interrupted");
        }
    }
}
