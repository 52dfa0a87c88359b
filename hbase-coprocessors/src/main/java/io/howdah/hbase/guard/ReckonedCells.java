// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Mutation;

/**
 * What the increments and appends of the batch at work make of their columns. HBase reckons all of them, each from the row as
 * it is stored, before it asks whether the batch may be written, and shows each result once. Thread-safe: each thread has its
 * own.
 */
final class ReckonedCells {
    private final ThreadLocal<IdentityHashMap<Mutation, List<List<Cell>>>> reckoned = new ThreadLocal<>();

    /** @param results of one family */
    void add(Mutation write, List<Cell> results) {
        IdentityHashMap<Mutation, List<List<Cell>>> ofBatch = reckoned.get();
        if (ofBatch == null) {
            // A mutation equals another of the same row, whatever it does.
            ofBatch = new IdentityHashMap<>();
            reckoned.set(ofBatch);
        }
        ofBatch.computeIfAbsent(write, w -> new ArrayList<>()).add(results);
    }

    /** The cells that a write puts into its row, by family: the results, or the write's own when there are none. */
    Collection<List<Cell>> of(Mutation write) {
        IdentityHashMap<Mutation, List<List<Cell>>> ofBatch = reckoned.get();
        List<List<Cell>> results = ofBatch == null ? null : ofBatch.get(write);
        return results == null ? write.getFamilyCellMap().values() : results;
    }

    /** The batch is over. */
    void forget() {
        reckoned.remove();
    }
}
