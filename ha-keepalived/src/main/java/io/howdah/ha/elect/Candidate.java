// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect;

import io.howdah.ha.elect.core.ElectionRun;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate in ZooKeeper: Curator's {@link LeaderLatch}. Only the loss of the session makes the latch itself let go; a
 * suspended connection is told to the caller at once, who stops the command first and leaves then. (Left to itself, the
 * latch may delete its znode on reconnection, while the command is still stopping.)
 */
final class Candidate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);
    private static final int CONNECTION_MILLIS = 5_000;
    private static final int RETRY_MILLIS = 500;

    private final CuratorFramework client;
    private final String path;
    private final Consumer<ElectionRun.Event> events;
    private final Runnable wake;
    /** One object for all looks: ZooKeeper's client keeps it once. */
    private final Watcher deletion = this::onDeletion;

    private volatile LeaderLatch latch;
    /** Whose eviction has been told: once is enough. */
    private volatile LeaderLatch evicted;

    /**
     * @param events takes losses, at once
     * @param wake called when it may be worth to ask for the token
     */
    Candidate(String hosts, String path, Duration session, Consumer<ElectionRun.Event> events, Runnable wake) {
        this.wake = wake;
        this.path = path;
        this.events = events;
        client = CuratorFrameworkFactory.builder()
                .connectString(hosts)
                .sessionTimeoutMs(Math.toIntExact(session.toMillis()))
                .connectionTimeoutMs(CONNECTION_MILLIS)
                .retryPolicy(new RetryForever(RETRY_MILLIS))
                .connectionStateErrorPolicy(new SessionConnectionStateErrorPolicy())
                .build();
        client.getConnectionStateListenable().addListener((ignored, state) -> {
            // First of all: a log that is not read blocks its writer.
            if (state == ConnectionState.SUSPENDED || state == ConnectionState.LOST) {
                events.accept(new ElectionRun.Lost());
            }
            LOG.info("ZooKeeper: {}", state);
        });
        client.start();
    }

    /** {@return whether there is a connection, waiting for one up to {@code millis}} */
    boolean awaitConnection(int millis) throws InterruptedException {
        return client.blockUntilConnected(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /** {@return the session timeout that the servers granted} */
    Duration session() throws Exception {
        return Duration.ofMillis(client.getZookeeperClient().getZooKeeper().getSessionTimeout());
    }

    /** Takes a new place at the end of the queue. */
    void join() throws Exception {
        LeaderLatch mine = new LeaderLatch(client, path);
        latch = mine;
        mine.addListener(new LeaderLatchListener() {
            @Override
            public void isLeader() {
                wake.run(); // the caller reads the token, on its own thread
            }

            @Override
            public void notLeader() {
                events.accept(new ElectionRun.Lost());
            }
        });
        mine.start();
    }

    /**
     * The zxid that created our znode: greater than that of every leader before. Empty when we do not lead, or nobody can say.
     */
    OptionalLong token() {
        try {
            ZooKeeper session = client.getZookeeperClient().getZooKeeper();
            String own = latch.getOurPath();
            if (own == null || !latch.hasLeadership() || !session.getState().isConnected()) {
                return OptionalLong.empty();
            }
            // A session's requests are answered in order: what exists() sees is as new as the leader's state.
            session.sync(own, (code, ignored, context) -> {}, null);
            Stat stat = session.exists(own, false);
            boolean ours = stat != null && stat.getEphemeralOwner() == session.getSessionId();
            return ours && latch.hasLeadership() ? OptionalLong.of(stat.getCzxid()) : OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        } catch (Exception e) {
            LOG.info("The fencing token cannot be read: {}", e.toString());
            return OptionalLong.empty();
        }
    }

    /**
     * Asks whether our znode is still there, and tells when it is certainly not. The latch never looks again: a leader whose
     * znode is deleted leads on, beside the next one. Returns at once; from then on a deletion is told as it happens, too.
     */
    void check() {
        LeaderLatch mine = latch;
        String own = mine == null ? null : mine.getOurPath();
        if (own == null || !client.getZookeeperClient().isConnected()) {
            return; // it is being made, or nobody can say
        }
        try {
            ZooKeeper session = client.getZookeeperClient().getZooKeeper();
            session.sync(own, (code, ignored, context) -> {}, null);
            session.exists(
                    own,
                    deletion,
                    (code, ignored, context, stat) -> {
                        boolean gone = code == KeeperException.Code.NONODE.intValue()
                                || code == KeeperException.Code.OK.intValue()
                                        && stat.getEphemeralOwner() != session.getSessionId();
                        if (gone && latch == mine && evicted != mine && own.equals(mine.getOurPath())) {
                            evicted = mine;
                            events.accept(new ElectionRun.Evicted());
                        }
                    },
                    null);
        } catch (Exception e) {
            LOG.info("The znode cannot be looked at: {}", e.toString()); // a lost connection is told otherwise
        }
    }

    private void onDeletion(WatchedEvent event) {
        if (event.getType() == Watcher.Event.EventType.NodeDeleted) {
            check();
        }
    }

    /** Gives up the place; the znode is deleted as soon as ZooKeeper is reached. */
    void leave() {
        LeaderLatch mine = latch;
        latch = null;
        if (mine != null) {
            try {
                mine.close();
            } catch (IOException | IllegalStateException e) {
                LOG.info("Leaving: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        leave();
        client.close(); // ends the session, and with it our znode
    }
}
