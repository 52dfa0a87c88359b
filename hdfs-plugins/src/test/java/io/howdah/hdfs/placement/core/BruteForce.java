// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The oracle: tries every set of nodes. Shares no code with what it judges except the table it reads. */
public final class BruteForce {
    private final CandidateTable table;
    private final List<Integer> pool = new ArrayList<>();
    private final List<Integer> existing;
    private final int maxPerRack;
    private int mostLegal;
    private int most;
    private int fewestConflicts;

    /**
     * @param existing rows of the replicas there are already
     * @param eligible rows that pass the filters
     */
    public BruteForce(CandidateTable table, List<Integer> existing, int maxPerRack, int wanted, IntPredicate eligible) {
        this.table = table;
        this.existing = existing;
        this.maxPerRack = maxPerRack;
        for (int node = 0; node < table.size(); node++) {
            if (eligible.test(node) && !existing.contains(node)) {
                pool.add(node);
            }
        }
        this.fewestConflicts = Integer.MAX_VALUE;
        descend(0, new ArrayList<>(), wanted);
    }

    /** {@return most nodes that share no hard domain with each other or an existing replica} */
    public int mostLegal() {
        return mostLegal;
    }

    /** {@return most nodes when hard domains may be shared} */
    public int most() {
        return most;
    }

    /** {@return fewest shared hard domains among sets of the greatest size} */
    public int fewestConflicts() {
        return fewestConflicts;
    }

    private void descend(int from, List<Integer> picks, int wanted) {
        int conflicts = conflicts(picks);
        if (conflicts == 0) {
            mostLegal = Math.max(mostLegal, picks.size());
        }
        if (picks.size() > most || (picks.size() == most && conflicts < fewestConflicts)) {
            most = picks.size();
            fewestConflicts = conflicts;
        }
        if (picks.size() == wanted) {
            return;
        }
        for (int i = from; i < pool.size(); i++) {
            picks.add(pool.get(i));
            if (racksHold(picks)) {
                descend(i + 1, picks, wanted);
            }
            picks.remove(picks.size() - 1);
        }
    }

    private boolean racksHold(List<Integer> picks) {
        int rack = table.rack(picks.get(picks.size() - 1));
        long onRack = picks.stream().filter(n -> table.rack(n) == rack).count()
                + existing.stream().filter(n -> table.rack(n) == rack).count();
        return onRack <= maxPerRack;
    }

    /** Shared domains added by the picks, to those the existing replicas share among themselves. */
    private int conflicts(List<Integer> picks) {
        List<Integer> all = new ArrayList<>(existing);
        all.addAll(picks);
        return shared(all) - shared(existing);
    }

    private int shared(List<Integer> nodes) {
        int shared = 0;
        for (int d = 0; d < table.domains(); d++) {
            for (int i = 0; i < nodes.size(); i++) {
                int value = table.domain(d, nodes.get(i));
                for (int j = 0; j < i; j++) {
                    if (value != CandidateTable.NONE && table.domain(d, nodes.get(j)) == value) {
                        shared++;
                        break;
                    }
                }
            }
        }
        return shared;
    }
}
