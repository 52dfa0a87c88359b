// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

/**
 * Two statements of one thing that disagree.
 *
 * @param host the DataNode
 * @param attribute what they disagree about
 * @param winner the value taken
 * @param winnerFrom who stated it
 * @param loser the value not taken
 * @param loserFrom who stated that
 * @param rule why the winner won
 */
public record Conflict(
        String host,
        Attribute attribute,
        String winner,
        String winnerFrom,
        String loser,
        String loserFrom,
        String rule) {
    @Override
    public String toString() {
        return "conflict: " + host + " " + attribute.id() + ": " + winner + " (" + winnerFrom + ") wins over " + loser
                + " (" + loserFrom + "): " + rule;
    }
}
