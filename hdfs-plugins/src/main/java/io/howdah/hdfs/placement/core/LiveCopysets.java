// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

/**
 * A plan's copysets on the cluster as it is now: which row of the {@link CandidateTable} each node of the plan is.
 * Immutable and safe for use by many threads.
 */
public final class LiveCopysets {
    private final CopysetTable table;
    private final int[] rowOf;
    private final int[] nodeOf;

    /**
     * @param table the copysets
     * @param rowOf row of each node of the plan, or {@link CandidateTable#NONE}; not copied
     * @param nodeOf node of the plan of each row, or {@link CandidateTable#NONE}; not copied
     */
    public LiveCopysets(CopysetTable table, int[] rowOf, int[] nodeOf) {
        this.table = table;
        this.rowOf = rowOf;
        this.nodeOf = nodeOf;
    }

    CopysetTable table() {
        return table;
    }

    /** {@return the row of a node of the plan, or NONE when it is not in the cluster now} */
    int row(int node) {
        return node == CandidateTable.NONE ? CandidateTable.NONE : rowOf[node];
    }

    /** {@return the node of the plan a row is, or NONE when the plan does not know it or has it in no set} */
    int node(int row) {
        int node = row == CandidateTable.NONE ? CandidateTable.NONE : nodeOf[row];
        return node != CandidateTable.NONE && table.setsOf(node) > 0 ? node : CandidateTable.NONE;
    }
}
