// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate.core;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a migration has done so far. Not thread-safe. */
public final class MigrationTally {
    /** What is counted. */
    public enum Count {
        /** Complete blocks looked at. */
        BLOCKS("blocks"),
        /** Blocks the plan has no copysets for: erasure coded, other replication, several storage types. */
        NOT_IN_PLAN("notInPlan"),
        /** Blocks that were within a copyset already. */
        INSIDE("inside"),
        /** Blocks that were brought into one. */
        MIGRATED("migrated"),
        /** Blocks that were brought from one copyset into another, to even out used space. */
        LEVELLED("levelled"),
        /** Passes over all paths that are finished: evening out takes several. */
        PASSES("passes"),
        /** Replica moves that were asked for. */
        MOVES("moves"),
        /** Their bytes. */
        BYTES("bytes"),
        /** Blocks for which no copyset can be reached without worsening a hard rule, or has room. */
        NO_WAY("noWay"),
        /** Blocks that did not get there in time, or have not their number of replicas. */
        LATE("late");

        private final String id;

        Count(String id) {
            this.id = id;
        }

        /** {@return its name in files and JSON} */
        public String id() {
            return id;
        }
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);

    /** Counts. */
    public void add(Count what, long amount) {
        counts.merge(what, amount, Long::sum);
    }

    /** {@return a count} */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** {@return blocks that are within no copyset and were not brought into one} */
    public long left() {
        return get(Count.NO_WAY) + get(Count.LATE);
    }

    /** {@return everything, to be stored} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            map.put(count.id(), get(count));
        }
        return map;
    }

    /** Reads what {@link #toMap} gave; what is missing counts 0. */
    public static MigrationTally of(Map<?, ?> map) {
        MigrationTally tally = new MigrationTally();
        for (Count count : Count.values()) {
            tally.add(count, map.get(count.id()) instanceof Number number ? number.longValue() : 0);
        }
        return tally;
    }
}
