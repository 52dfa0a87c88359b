// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Bounds how long packing may hold back the application that the stock order would serve first.
 *
 * <h2>Goals</h2>
 * A request that stock would have served (or reserved a node for) waits at most the timeout longer than under stock, plus the
 * time to the next node offer.
 *
 * <h2>Constraints</h2>
 * Waiting in line is not starving: under load most applications wait, and a clock on all of them would turn packing off
 * exactly when it pays. So only the <em>head</em> counts: the first application in stock order that asks for something.
 *
 * <h2>Algorithm</h2>
 * <ol>
 *   <li>When an order puts another application before the head, the head's clock starts, unless it runs already. Heads may
 *       change (under fair ordering they do at every allocation): a running clock goes on.
 *   <li>An allocation or reservation for the application stops its clock.
 *   <li>While a clock is between T and 2T the stock order returns for the whole queue, reservations included. At 2T the clock
 *       starts again: an application that stock cannot serve either (user limit, blacklist) must not switch packing off for
 *       good, and what stands behind it still gets its stock turn every 2T.
 * </ol>
 *
 * <h2>Worked example</h2>
 * T = 30 s. At 0 s the head L asks for 60% of a node, no node has that free, small requests fit and pass it: its clock starts.
 * From 30 s every offer follows the stock order: L is tried first, does not fit and reserves the node it was offered. The
 * reservation stops the clock; small requests go on being packed onto the other nodes; L runs when its node has drained.
 *
 * <h2>Sources</h2>
 * Reservations with a delay as in Tetris (SIGCOMM 2014, section 3.5); the platform's own reservations are YARN-80 and
 * MAPREDUCE-279.
 *
 * <p>Thread-safe: proposing threads share one guard per queue. Clocks are keyed by application and partition.
 */
public final class StarvationGuard {

    private record Key(String app, String partition) {}

    private final LongSupplier clock;
    private final Map<Key, Long> passedSince = new ConcurrentHashMap<>();

    /**
     * @param clock monotonic milliseconds
     */
    public StarvationGuard(LongSupplier clock) {
        this.clock = clock;
    }

    /** The stock order's head was put behind another application: starts its clock unless it runs. */
    public void passedOver(String app, String partition) {
        passedSince.putIfAbsent(new Key(app, partition), clock.getAsLong());
    }

    /** The application got or reserved a container, or is gone: stops its clocks. */
    public void served(String app) {
        if (!passedSince.isEmpty()) {
            passedSince.keySet().removeIf(key -> key.app.equals(app));
        }
    }

    /**
     * The application whose clock has run out, if the stock order must be used now.
     *
     * @param partition partition on offer
     * @param asking ids of the applications that ask for something in that partition; clocks of others are dropped
     * @param timeoutMillis T, more than 0
     * @return an application id, or null when packing may go on
     */
    // A concurrent map may change while it is walked; a racing thread's newer entry is left alone.
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop")
    public String starving(String partition, Set<String> asking, long timeoutMillis) {
        if (passedSince.isEmpty()) {
            return null;
        }
        long now = clock.getAsLong();
        String starving = null;
        for (Map.Entry<Key, Long> entry : passedSince.entrySet()) {
            Key key = entry.getKey();
            if (!key.partition.equals(partition)) {
                continue;
            }
            long waited = now - entry.getValue();
            if (!asking.contains(key.app)) {
                passedSince.remove(key, entry.getValue());
            } else if (waited >= 2 * timeoutMillis) {
                passedSince.replace(key, entry.getValue(), now);
            } else if (waited >= timeoutMillis) {
                starving = key.app;
            }
        }
        return starving;
    }

    /** How many clocks run. */
    public int running() {
        return passedSince.size();
    }
}
