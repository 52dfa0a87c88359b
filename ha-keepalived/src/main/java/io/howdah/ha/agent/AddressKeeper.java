// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.HaGroup;
import io.howdah.ha.HaSettings;
import io.howdah.ha.KerberosLogin;
import io.howdah.ha.LocalDaemon;
import io.howdah.ha.LockSource;
import io.howdah.ha.TrackFile;
import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.Evidence;
import io.howdah.ha.core.LockView;
import io.howdah.ha.core.Role;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;

/**
 * One address on this node: gathers the evidence, decides, arms or revokes. {@link #step} is called by one thread; what it
 * learnt is published as an immutable {@link AddressState}.
 */
final class AddressKeeper implements AutoCloseable {
    /** How often the interface and keepalived's sockets are looked at: a step may come many times a second. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final VrrpInstance instance;
    private final AgentSettings settings;
    private final DaemonWatch daemon;
    private final LockOracle oracle;
    private final Heartbeat heartbeat;
    private final KeepalivedWatch keepalived;
    private final Holds holds;
    private final Lease lease;
    private final TrackFile track;
    private final TurnClock turns = new TurnClock();
    private final Runnable changed;
    private volatile Optional<String> holder = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private long actedNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;
    private Optional<String> trouble = Optional.empty();
    private long aliveNanos;
    private boolean aliveWritten;
    private volatile AddressState state;

    AddressKeeper(
            Configuration conf,
            HaSettings ha,
            AgentSettings settings,
            HaGroup group,
            VrrpInstance instance,
            Gate gate,
            KerberosLogin login,
            Runnable changed) {
        this.instance = instance;
        this.settings = settings;
        this.heartbeat = new Heartbeat(Path.of(instance.heartbeatFile()));
        this.keepalived = new KeepalivedWatch(instance, Path.of("/proc/net"));
        this.holds = new Holds(Path.of(instance.runDirectory()), instance.name());
        this.lease = new Lease(instance, gate);
        this.track = new TrackFile(Path.of(instance.trackFile()));
        this.oracle = new LockOracle(
                LockSource.of(conf, group),
                login,
                settings.interval(),
                settings.deadline(),
                this::lockAnswered,
                changed);
        HaGroup.Member member = group.member(instance.node()).orElseThrow();
        this.daemon = new DaemonWatch(
                LocalDaemon.of(conf, ha, group, member, settings.deadline()),
                settings.interval(),
                settings.timing().lease(),
                this::zooKeeperSilent,
                changed);
        this.changed = changed;
        this.state = AddressState.starting(instance);
    }

    /** A lock that changed hands is news the daemon may have, too. */
    private void lockAnswered() {
        Optional<String> now = oracle.view().holder();
        if (!now.equals(holder)) {
            holder = now;
            daemon.hurry();
        }
        changed.run();
    }

    private boolean zooKeeperSilent() {
        LockView view = oracle.view();
        return view.state() == LockView.State.HELD
                && !settings.timing().zooKeeperGrace().isZero()
                && System.nanoTime() - view.askedNanos()
                        > settings.interval().plus(settings.deadline()).toNanos() / 2;
    }

    VrrpInstance instance() {
        return instance;
    }

    AddressState state() {
        return state;
    }

    /** Closes the gate and starts asking. */
    void start() throws IOException, InterruptedException {
        lease.reset(index());
        actedNanos = System.nanoTime();
        oracle.start();
        daemon.start();
    }

    /** For how long nothing that had to be done could be done; zero when the last step could. */
    Duration failing() {
        return failure.isEmpty() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - actedNanos);
    }

    /**
     * Decides on what is known now and acts.
     *
     * @throws IllegalStateException when daemon or lock are not asked any more
     */
    void step() throws InterruptedException {
        daemon.check();
        oracle.check();
        long now = System.nanoTime();
        boolean look = now - lookedNanos >= LOOK_NANOS;
        if (look) {
            lookedNanos = now;
        }
        Evidence evidence = evidence(now);
        Eligibility eligibility = Eligibility.decide(evidence, settings.timing(), now);
        try {
            if (!aliveWritten || now - aliveNanos > settings.timing().renewal().toNanos()) {
                track.alive(TrackFile.uptimeSeconds(), settings.timing().lease().plusSeconds(1));
                aliveNanos = now;
                aliveWritten = true;
            }
            if (look) {
                lease.follow(index());
            }
            if (eligibility.eligible()) {
                lease.arm(eligibility, settings.timing().renewal());
            } else if (!eligibility.stale() || !lease.armed(now)) {
                lease.revoke();
            }
            failure = Optional.empty();
            actedNanos = now;
        } catch (IOException e) {
            failure = Optional.of(e.getMessage());
            eligibility = new Eligibility(false, "cannot act: " + e.getMessage(), 0);
            try {
                lease.revoke();
            } catch (IOException again) {
                // The next step tries again; the kernel closes the gate at the lease's end in any case.
                failure = Optional.of(again.getMessage());
            }
        }
        publish(evidence, eligibility, look);
    }

    private int index() {
        try {
            NetworkInterface device = NetworkInterface.getByName(instance.networkInterface());
            return device == null ? 0 : device.getIndex();
        } catch (SocketException e) {
            return 0;
        }
    }

    private Evidence evidence(long now) {
        Optional<DaemonWatch.Answered> answered = daemon.last();
        return new Evidence(
                instance.node(),
                answered.map(last -> last.role().role()).orElse(Role.UNKNOWN),
                answered.map(last -> last.role().reason()).orElse("not asked yet"),
                answered.map(last -> OptionalLong.of(last.askedNanos())).orElse(OptionalLong.empty()),
                oracle.view(),
                oracle.trouble(),
                daemon.journalNanos(),
                heartbeat.read(now),
                holds.reason());
    }

    private void publish(Evidence evidence, Eligibility eligibility, boolean look) {
        long now = System.nanoTime();
        boolean armed = lease.armed(now);
        boolean held = KeepalivedWatch.onThisNode(instance.vip().address());
        OptionalLong heartbeat = evidence.heartbeatNanos();
        boolean runs = heartbeat.isPresent()
                && now - heartbeat.getAsLong()
                        <= settings.timing().keepalivedSilence().toNanos();
        if (look) {
            trouble = keepalived.observe(runs, armed, held, now);
        }
        boolean lockIsOurs = evidence.lock().holder().equals(Optional.of(instance.node()));
        turns.observe(lockIsOurs, eligibility.eligible(), armed && held, now);
        state = new AddressState(
                instance,
                eligibility,
                evidence,
                armed,
                armed ? OptionalLong.of(lease.untilNanos()) : OptionalLong.empty(),
                held,
                failure,
                trouble,
                turns.sinceNanos(),
                turns.lastTakeover(),
                turns.takeovers(),
                now);
    }

    /** Closes the gate for good. */
    @Override
    public void close() throws IOException {
        oracle.close();
        daemon.close();
        try {
            lease.revoke();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
