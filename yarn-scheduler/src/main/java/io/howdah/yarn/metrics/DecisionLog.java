// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * A bounded ring of decisions. The text of a decision is made when somebody reads it, not on the scheduling path. Thread-safe.
 */
public final class DecisionLog implements DecisionLogMXBean {
    private final Deque<Supplier<DecisionEntry>> ring = new ArrayDeque<>();
    private int capacity;

    /**
     * @param capacity entries kept, 0 or more
     */
    public DecisionLog(int capacity) {
        this.capacity = capacity;
    }

    /** Changes the size; the newest entries stay. */
    public synchronized void resize(int newCapacity) {
        capacity = newCapacity;
        trim();
    }

    /**
     * Adds a decision.
     *
     * @param decision must hold values only, no live scheduler objects
     */
    public synchronized void add(Supplier<DecisionEntry> decision) {
        if (capacity > 0) {
            ring.addLast(decision);
            trim();
        }
    }

    private void trim() {
        while (ring.size() > capacity) {
            ring.removeFirst();
        }
    }

    @Override
    public List<DecisionEntry> getDecisions() {
        List<Supplier<DecisionEntry>> copy;
        synchronized (this) {
            copy = new ArrayList<>(ring);
        }
        return copy.stream().map(Supplier::get).toList();
    }

    @Override
    public synchronized int getCapacity() {
        return capacity;
    }
}
