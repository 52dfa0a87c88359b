// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.ChangeEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.metrics2.MetricsException;
import org.apache.hadoop.metrics2.annotation.Metric;
import org.apache.hadoop.metrics2.annotation.Metrics;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.MutableCounterLong;
import org.apache.hadoop.metrics2.lib.MutableGaugeInt;
import org.apache.hadoop.metrics2.lib.MutableGaugeLong;
import org.apache.hadoop.metrics2.lib.MutableRate;

/**
 * The Metrics2 source of one peer on one region server: the bean {@code Hadoop:service=HBase,name=HowdahCdc-<peer>} under
 * {@code /jmx}. It counts what this server works on for dead ones as well. Thread-safe.
 */
@Metrics(about = "Change data capture", context = "howdah")
public final class CdcMetrics {
    /** Name of the source and of the bean, before the peer's id. */
    public static final String NAME = "HowdahCdc-";

    private static final Map<String, CdcMetrics> OF_PEER = new ConcurrentHashMap<>();

    @Metric("Changes confirmed by the sink, or parked")
    private MutableCounterLong events;

    @Metric("Chunks confirmed by the sink")
    private MutableCounterLong chunks;

    @Metric("Failures after which a chunk was tried again")
    private MutableCounterLong retries;

    @Metric("Changes put into the dead letters")
    private MutableCounterLong deadLetters;

    @Metric("Files of bulk loads that were not delivered")
    private MutableCounterLong bulkLoadsSkipped;

    @Metric("1 while replication waits because the dead letters are full")
    private MutableGaugeInt deadLettersFull;

    @Metric("1 while the sink takes nothing, or a setting is not allowed")
    private MutableGaugeInt sinkDown;

    @Metric("Age of the last change when the sink confirmed it, in milliseconds")
    private MutableGaugeLong lagMillis;

    @Metric(
            value = {"DeliverTime", "Time the sink took to confirm a chunk, in milliseconds"},
            valueName = "Time")
    private MutableRate deliverTime;

    // The bean is the peer's, the state an endpoint's: HBase has several of a peer at a time, and makes new ones of a
    // known peer.
    private final Set<Object> waitingForSink = new HashSet<>();
    private final Set<Object> waitingForRoom = new HashSet<>();

    private CdcMetrics() {}

    /** The source of a peer in this process; registered on first use. */
    static CdcMetrics of(String peer) {
        return OF_PEER.computeIfAbsent(peer, CdcMetrics::register);
    }

    private static CdcMetrics register(String peer) {
        try {
            return DefaultMetricsSystem.instance().register(NAME + peer, "Change data capture", new CdcMetrics());
        } catch (MetricsException taken) {
            String name = NAME + peer + "-" + Integer.toHexString(System.identityHashCode(CdcMetrics.class));
            return DefaultMetricsSystem.instance().register(name, "Change data capture", new CdcMetrics());
        }
    }

    void delivered(List<ChangeEvent> chunk, long nanos) {
        events.incr(chunk.size());
        chunks.incr();
        deliverTime.add(TimeUnit.NANOSECONDS.toMillis(nanos));
        lagMillis.set(System.currentTimeMillis() - chunk.get(chunk.size() - 1).writtenAt());
    }

    void parked(int count) {
        deadLetters.incr(count);
    }

    void retried() {
        retries.incr();
    }

    void bulkLoadSkipped() {
        bulkLoadsSkipped.incr();
    }

    /** An endpoint waits; it counts until {@link #goesOn}. */
    synchronized void waits(Object endpoint, boolean deadLettersAreFull) {
        waitingForSink.add(endpoint);
        if (deadLettersAreFull) {
            waitingForRoom.add(endpoint);
        }
        setGauges();
    }

    /** The sink has taken something of an endpoint's. */
    synchronized void sinkUp(Object endpoint) {
        waitingForSink.remove(endpoint);
        setGauges();
    }

    /** An endpoint is through with its batch, or is no more. */
    synchronized void goesOn(Object endpoint) {
        waitingForSink.remove(endpoint);
        waitingForRoom.remove(endpoint);
        setGauges();
    }

    synchronized boolean isSinkDown() {
        return sinkDown.value() != 0;
    }

    synchronized boolean areDeadLettersFull() {
        return deadLettersFull.value() != 0;
    }

    private void setGauges() {
        sinkDown.set(waitingForSink.isEmpty() ? 0 : 1);
        deadLettersFull.set(waitingForRoom.isEmpty() ? 0 : 1);
    }
}
