// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.metrics;

import java.beans.ConstructorProperties;

/**
 * One packing decision as JMX shows it. Immutable.
 */
public final class DecisionEntry {
    private final long time;
    private final String node;
    private final String queue;
    private final String first;
    private final String stockFirst;
    private final String reason;

    /**
     * @param time wall clock, milliseconds since 1970
     * @param node node on offer, host:port
     * @param queue full path of the leaf queue
     * @param first application put first
     * @param stockFirst application the stock order would have put first
     * @param reason why, for a person
     */
    @ConstructorProperties({"time", "node", "queue", "first", "stockFirst", "reason"})
    public DecisionEntry(long time, String node, String queue, String first, String stockFirst, String reason) {
        this.time = time;
        this.node = node;
        this.queue = queue;
        this.first = first;
        this.stockFirst = stockFirst;
        this.reason = reason;
    }

    public long getTime() {
        return time;
    }

    public String getNode() {
        return node;
    }

    public String getQueue() {
        return queue;
    }

    public String getFirst() {
        return first;
    }

    public String getStockFirst() {
        return stockFirst;
    }

    public String getReason() {
        return reason;
    }
}
