// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.KerberosLogin;
import io.howdah.ha.LockSource;
import io.howdah.ha.core.LockView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.util.ZKUtil.ZKAuthInfo;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Reads an election's lock, never writes: asks every interval <em>and</em> at every change ZooKeeper tells of, each time
 * with a {@code sync} in front, so that a server cut off from its quorum cannot answer. A session that ended is replaced.
 * One thread; {@link #view} and {@link #trouble} may be read by any.
 */
final class LockOracle implements AutoCloseable {
    /** The session holds nothing: its length only decides how soon a lost server is given up. */
    private static final int SESSION_MILLIS = 6_000;

    private static final long LOGIN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LockSource source;
    private final KerberosLogin login;
    private final Duration interval;
    private final Duration deadline;
    private final Runnable changed;
    private final Semaphore wake = new Semaphore(0);
    private final Watcher watcher = event -> wake.release();
    private final AskingThread thread;
    private volatile boolean closed;
    private volatile LockView view = LockView.unread("not asked yet");
    private volatile Optional<String> trouble = Optional.empty();
    /** The ACL hides the lock from this session. */
    private volatile boolean hidden;

    private long connectedNanos;
    private ZooKeeper zooKeeper;

    /**
     * @param changed run by this class's thread after each answer
     * @param failed run by it when it asks no more
     */
    LockOracle(
            LockSource source,
            KerberosLogin login,
            Duration interval,
            Duration deadline,
            Runnable changed,
            Runnable failed) {
        this.source = source;
        this.login = login;
        this.interval = interval;
        this.deadline = deadline;
        this.changed = changed;
        this.thread = new AskingThread("howdah-lock-oracle", this::run, failed);
    }

    void start() {
        thread.start();
    }

    /** @throws IllegalStateException when nobody asks any more */
    void check() {
        thread.check();
    }

    /** The last answer. */
    LockView view() {
        return view;
    }

    /** Why there is no newer answer; empty while all is well. */
    Optional<String> trouble() {
        return trouble;
    }

    private void run() throws InterruptedException {
        try {
            while (!closed) {
                try {
                    connect();
                    ask();
                    loginAgain();
                } catch (IOException e) {
                    trouble = Optional.of(source.connect() + ": " + e.getMessage());
                }
                changed.run();
                if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } finally {
            disconnect();
        }
    }

    private void connect() throws IOException {
        if (zooKeeper != null && zooKeeper.getState().isAlive()) {
            return;
        }
        disconnect();
        connectedNanos = System.nanoTime();
        hidden = false;
        Optional<ZKClientConfig> config = login.zooKeeper();
        zooKeeper = config.isPresent()
                ? new ZooKeeper(source.connect(), SESSION_MILLIS, watcher, config.get())
                : new ZooKeeper(source.connect(), SESSION_MILLIS, watcher);
        for (ZKAuthInfo auth : source.auth()) {
            zooKeeper.addAuthInfo(auth.getScheme(), auth.getAuth());
        }
    }

    /**
     * ZooKeeper's client goes on as nobody in particular when it cannot log in, for as long as its session lasts (3.8.4,
     * ClientCnxn.startConnect). Only a new one asks the KDC again.
     */
    private void loginAgain() {
        if (hidden && login.loggedIn() && System.nanoTime() - connectedNanos > LOGIN_AGAIN_NANOS) {
            disconnect();
        }
    }

    private void disconnect() {
        if (zooKeeper != null) {
            try {
                zooKeeper.close(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            zooKeeper = null;
        }
    }

    private void ask() throws InterruptedException {
        long asked = System.nanoTime();
        CompletableFuture<LockView> answer = new CompletableFuture<>();
        zooKeeper.sync(
                source.path(),
                (rc, path, context) -> {
                    KeeperException.Code code = KeeperException.Code.get(rc);
                    if (code != KeeperException.Code.OK && code != KeeperException.Code.NONODE) {
                        answer.completeExceptionally(KeeperException.create(code, path));
                    }
                },
                null);
        zooKeeper.getData(
                source.path(),
                watcher,
                (rc, path, context, data, stat) -> {
                    KeeperException.Code code = KeeperException.Code.get(rc);
                    switch (code) {
                        case OK -> answer.complete(held(data, asked));
                        case NONODE -> answer.complete(LockView.free(asked));
                        case NOAUTH -> {
                            hidden = true;
                            answer.complete(LockView.unreadable(
                                    "ZooKeeper does not let this agent read " + path
                                            + ": its ACL must allow read to the agent's principal, or give the agent the"
                                            + " auth of the election's owner"
                                            + (login.loggedIn() ? "; the login is tried again every 5 s" : ""),
                                    asked));
                        }
                        default -> answer.completeExceptionally(KeeperException.create(code, path));
                    }
                },
                null);
        try {
            accept(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
            trouble = view.state() == LockView.State.UNREADABLE ? Optional.of(view.detail()) : Optional.empty();
        } catch (TimeoutException e) {
            // A late answer still counts, with the age of its question.
            answer.thenAccept(this::accept);
            trouble = Optional.of(source.connect() + " does not answer within " + deadline.toMillis() + " ms ("
                    + zooKeeper.getState() + ")");
        } catch (ExecutionException e) {
            trouble = Optional.of(source.connect() + ": " + e.getCause().getMessage());
        }
        if (view.state() == LockView.State.FREE) {
            // getData leaves no watch on a znode that is not there.
            zooKeeper.exists(source.path(), watcher, (rc, path, context, stat) -> {}, null);
        }
    }

    private synchronized void accept(LockView newer) {
        if (view.state() == LockView.State.UNREAD || newer.askedNanos() - view.askedNanos() > 0) {
            view = newer;
        }
    }

    private LockView held(byte[] data, long asked) {
        return source.holder()
                .apply(data == null ? new byte[0] : data)
                .map(holder -> LockView.held(holder, asked))
                .orElseGet(() -> LockView.unreadable(source.path() + " holds bytes that name nobody", asked));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
