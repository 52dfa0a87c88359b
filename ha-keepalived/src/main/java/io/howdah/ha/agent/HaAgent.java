// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.HaGroup;
import io.howdah.ha.HaSettings;
import io.howdah.ha.KerberosLogin;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Lets the kernel of this node answer for an address exactly while this node's daemon is the proven active. One thread
 * decides and acts ({@link #run}); others ask. Nothing survives a restart: a new agent closes the gates first.
 */
public final class HaAgent implements AutoCloseable {
    private static final Duration NFT_DEADLINE = Duration.ofSeconds(2);
    /** A new process has a new view of the file system, in which the run directory may be writable again. */
    private static final Duration FAILURE = Duration.ofSeconds(10);
    /** Enough for the address, the decision and the first words of its reason. */
    private static final int NEWS = 60;

    private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<AddressKeeper> keepers = new ArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final AgentSettings settings;
    private final StatusFile status;
    private final AgentMetrics metrics = new AgentMetrics(this::states);
    private final Consumer<String> log;
    private volatile boolean closed;
    private final Object acting = new Object();

    /**
     * @param plan of this node
     * @param login towards ZooKeeper
     * @param log takes one line for each change of a decision
     */
    public HaAgent(
            Configuration conf,
            HaSettings ha,
            AgentSettings settings,
            VrrpPlan plan,
            KerberosLogin login,
            Consumer<String> log) {
        this.settings = settings;
        this.log = log;
        Gate gate = new Gate(settings.nft(), NFT_DEADLINE);
        List<HaGroup> groups = HaGroup.followed(conf, ha);
        for (VrrpInstance instance : plan.instances()) {
            HaGroup group = groups.stream()
                    .filter(candidate -> candidate.service() == instance.service())
                    .findFirst()
                    .orElseThrow();
            keepers.add(new AddressKeeper(conf, ha, settings, group, instance, gate, login, wake::release));
        }
        this.status = new StatusFile(Path.of(plan.instances().get(0).runDirectory()), settings.timing());
    }

    /**
     * Decides and acts until the thread is interrupted or {@link #close} is called.
     *
     * @throws IOException when the gates cannot be closed at the start, or nothing could be done for any address for more
     *     than 10 s: then nothing is armed
     * @throws IllegalStateException when a thread that asks has failed: {@link #close} closes the gates
     */
    public void run() throws IOException, InterruptedException {
        for (AddressKeeper keeper : keepers) {
            keeper.start();
            AddressState state = keeper.state();
            log.accept(state.instance().name() + " " + state.instance().vip() + ": the gate is closed, asking "
                    + state.instance().node());
        }
        metrics.register();
        List<String> said = new ArrayList<>();
        List<Optional<String>> troubles = new ArrayList<>();
        for (int i = 0; i < keepers.size(); i++) {
            said.add("");
            troubles.add(Optional.empty());
        }
        long written = System.nanoTime() - STATUS_NANOS;
        while (!closed) {
            boolean changed = false;
            for (int i = 0; i < keepers.size(); i++) {
                AddressKeeper keeper = keepers.get(i);
                synchronized (acting) {
                    if (closed) {
                        return;
                    }
                    keeper.step();
                }
                AddressState state = keeper.state();
                String decision = state.instance().name() + " "
                        + (state.eligibility().eligible() ? "eligible" : "not eligible") + ": "
                        + state.eligibility().reason();
                if (!news(decision).equals(news(said.get(i)))) {
                    log.accept(decision);
                    said.set(i, decision);
                    changed = true;
                }
                Optional<String> trouble = state.keepalived();
                if (!trouble.equals(troubles.get(i))) {
                    log.accept(state.instance().name() + " " + trouble.orElse("keepalived is well again"));
                    troubles.set(i, trouble);
                    changed = true;
                }
            }
            if (keepers.stream().allMatch(keeper -> keeper.failing().compareTo(FAILURE) > 0)) {
                status.write(states());
                throw new IOException(
                        "cannot act: " + keepers.get(0).state().failure().orElse(""));
            }
            if (changed || System.nanoTime() - written >= STATUS_NANOS) {
                status.write(states());
                written = System.nanoTime();
            }
            if (wake.tryAcquire(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        }
    }

    private List<AddressState> states() {
        return keepers.stream().map(AddressKeeper::state).toList();
    }

    /** What makes a decision new: its beginning. Ages, countdowns and how exactly ZooKeeper is silent do not. */
    private static String news(String decision) {
        String plain = decision.replaceAll("[0-9]+ (ms|s)\\b", "");
        return plain.substring(0, Math.min(plain.length(), NEWS));
    }

    /** Closes the gates and ends {@link #run}. May be called by any thread, a shutdown hook for example. */
    @Override
    public void close() throws IOException {
        closed = true;
        wake.release();
        IOException failure = null;
        synchronized (acting) {
            for (AddressKeeper keeper : keepers) {
                try {
                    keeper.close();
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        metrics.close();
        status.remove();
        if (failure != null) {
            throw failure;
        }
    }
}
