// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.core.LockView;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.hadoop.metrics2.MetricsCollector;
import org.apache.hadoop.metrics2.MetricsRecordBuilder;
import org.apache.hadoop.metrics2.MetricsSource;
import org.apache.hadoop.metrics2.MetricsSystem;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.Interns;

/**
 * The agent's state for Hadoop's metrics sinks (hadoop-metrics2.properties, prefix {@code howdah-ha}): one record for each
 * address, tagged with it. Reads immutable states; thread-safe.
 */
final class AgentMetrics implements MetricsSource, AutoCloseable {
    private static final String PREFIX = "howdah-ha";
    private static final String NAME = "HowdahHaAgent";

    /**
     * One gauge.
     *
     * @param name of the metric
     * @param meaning as in CONFIGURATION.md
     * @param value of a state; -1: not known
     */
    record Gauge(String name, String meaning, ToLongFunction<AddressState> value) {}

    static final List<Gauge> GAUGES = List.of(
            new Gauge(
                    "Answering",
                    "1 when clients reach the service through the address on this node",
                    state -> bit(state.answering())),
            new Gauge("Held", "1 when keepalived has put the address on this node", state -> bit(state.held())),
            new Gauge(
                    "Eligible",
                    "1 when this node's daemon is the proven active",
                    state -> bit(state.eligibility().eligible())),
            new Gauge(
                    "LeaseMillis",
                    "what is left of the lease; 0 without one",
                    state -> state.leaseUntilNanos().isPresent()
                            ? millis(state.leaseUntilNanos().getAsLong() - state.atNanos())
                            : 0),
            new Gauge(
                    "RoleAgeMillis",
                    "age of the daemon's last answer",
                    state -> age(state.evidence().roleAskedNanos(), state)),
            new Gauge(
                    "LockAgeMillis",
                    "age of ZooKeeper's last answer",
                    state -> state.evidence().lock().state() == LockView.State.UNREAD
                            ? -1
                            : millis(state.atNanos() - state.evidence().lock().askedNanos())),
            new Gauge(
                    "KeepalivedAgeMillis",
                    "since keepalived last ran its check",
                    state -> age(state.evidence().heartbeatNanos(), state)),
            new Gauge(
                    "OnHold",
                    "1 in maintenance or after a release",
                    state -> bit(state.evidence().hold().isPresent())),
            new Gauge(
                    "Failing",
                    "1 when the agent cannot act, or keepalived would not take the address: see `howdah ha status`",
                    state -> bit(state.failure().or(state::keepalived).isPresent())),
            new Gauge("Takeovers", "how often this node won the lock and answered then", AddressState::takeovers),
            new Gauge(
                    "LastTakeoverMillis",
                    "from winning the lock to answering, the last time",
                    state -> state.lastTakeover()
                            .map(took -> (Long) took.toMillis())
                            .orElse(-1L)));

    private final Supplier<List<AddressState>> states;

    AgentMetrics(Supplier<List<AddressState>> states) {
        this.states = states;
    }

    void register() {
        MetricsSystem system = DefaultMetricsSystem.initialize(PREFIX);
        system.register(NAME, "State of the addresses on this node", this);
    }

    @Override
    public void getMetrics(MetricsCollector collector, boolean all) {
        for (AddressState state : states.get()) {
            MetricsRecordBuilder record = collector
                    .addRecord(NAME)
                    .setContext(PREFIX)
                    .tag(
                            Interns.info("Address", "the address"),
                            state.instance().vip().toString())
                    .tag(
                            Interns.info("Service", "whose active it follows"),
                            state.instance().service().key());
            GAUGES.forEach(
                    gauge -> record.addGauge(Interns.info(gauge.name, gauge.meaning), gauge.value.applyAsLong(state)));
        }
    }

    @Override
    public void close() {
        DefaultMetricsSystem.instance().unregisterSource(NAME);
        DefaultMetricsSystem.shutdown();
    }

    private static long bit(boolean value) {
        return value ? 1 : 0;
    }

    private static long age(OptionalLong nanos, AddressState state) {
        return nanos.isPresent() ? millis(state.atNanos() - nanos.getAsLong()) : -1;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
