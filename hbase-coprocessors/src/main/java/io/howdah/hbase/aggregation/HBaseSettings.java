// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.aggregation.core.SliceLimits;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * All settings of the module, parsed and checked once. Immutable.
 *
 * @param slice limits of one slice on a region server
 * @param callsMax calls that one region server works on at a time
 * @param memoryBytes memory that all calls of one region server hold at most together, in bytes
 * @param threads regions that one client asks at a time
 * @param deadlineMillis how long one aggregate may take on the client, in milliseconds
 * @param clientGroupsMax groups that a client holds at most
 * @param clientMemoryBytes memory of the groups of one aggregate, in bytes; beyond that they are spilled
 * @param clientSpillBytes room on disk for groups that were spilled, in bytes
 * @param retryPauseMillis first pause before a call is repeated, in milliseconds; doubles up to 64 times
 */
public record HBaseSettings(
        SliceLimits slice,
        int callsMax,
        long memoryBytes,
        int threads,
        long deadlineMillis,
        int clientGroupsMax,
        long clientMemoryBytes,
        long clientSpillBytes,
        long retryPauseMillis) {

    /** A whole number between two bounds, both allowed. */
    public record Key(String name, long defaultValue, long min, long max, String meaning) {
        /** What a value may be, as CONFIGURATION.md says it. */
        public String allowed() {
            return min + " to " + max;
        }

        /**
         * Reads the value, or the default when there is none.
         *
         * @throws IllegalArgumentException when it is not allowed: key, value and what is
         */
        public long read(UnaryOperator<String> source) {
            String text = source.apply(name);
            if (text == null || text.isBlank()) {
                return defaultValue;
            }
            try {
                long value = Long.parseLong(text.trim());
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Falls through: the same message for both.
            }
            throw new IllegalArgumentException(
                    name + " = '" + text.trim() + "' is not allowed: a whole number, " + allowed());
        }
    }

    public static final Key SLICE_TIME = new Key(
            "howdah.hbase.aggregation.slice.time.ms",
            3_000,
            1,
            600_000,
            "Region server: longest slice, in milliseconds; never more than half of what the call's deadline leaves.");
    public static final Key SLICE_ROWS = new Key(
            "howdah.hbase.aggregation.slice.rows",
            5_000_000,
            1,
            1_000_000_000_000L,
            "Region server: most rows read in one slice.");
    public static final Key SLICE_GROUPS = new Key(
            "howdah.hbase.aggregation.slice.groups",
            100_000,
            1,
            10_000_000,
            "Region server: most groups held in one slice; at the limit a partial result goes to the client, which merges.");
    public static final Key SLICE_MEMORY = new Key(
            "howdah.hbase.aggregation.slice.memory.bytes",
            33_554_432,
            65_536,
            1_073_741_824,
            "Region server: most memory of the groups of one slice and of the reply that is made of them, in bytes"
                    + " (estimated); at the limit as above. A row whose needed cells take more is refused.");
    public static final Key CALLS_MAX = new Key(
            "howdah.hbase.aggregation.calls.max",
            10,
            1,
            10_000,
            "Region server: calls worked on at a time; one more is sent back at once and tried again by the client."
                    + " Keep it well below hbase.regionserver.handler.count.");
    public static final Key MEMORY = new Key(
            "howdah.hbase.aggregation.memory.bytes",
            67_108_864,
            1_048_576,
            68_719_476_736L,
            "Region server: most memory that all calls hold together, replies included, in bytes (estimated); a call that"
                    + " can have no more ends its slice, one that can have none is sent back.");
    public static final Key THREADS =
            new Key("howdah.hbase.client.threads", 8, 1, 1_024, "Client: regions asked at a time for one aggregate.");
    public static final Key DEADLINE = new Key(
            "howdah.hbase.client.deadline.ms",
            600_000,
            1,
            604_800_000,
            "Client: how long one aggregate may take, in milliseconds, retries included.");
    public static final Key CLIENT_GROUPS = new Key(
            "howdah.hbase.client.groups.max",
            1_000_000,
            1,
            100_000_000,
            "Client: most groups in an answer that is held in memory; more are refused, not cut. Not for groups that are"
                    + " taken one by one (forEachGroup, howdah hbase agg).");
    public static final Key CLIENT_MEMORY = new Key(
            "howdah.hbase.client.memory.bytes",
            268_435_456,
            1_048_576,
            1_099_511_627_776L,
            "Client: most memory of the groups of one aggregate while it runs, in bytes (estimated); beyond that they wait"
                    + " in a temporary file in java.io.tmpdir.");
    public static final Key CLIENT_SPILL = new Key(
            "howdah.hbase.client.spill.bytes",
            10_737_418_240L,
            0,
            1_099_511_627_776L,
            "Client: most bytes of that file; an aggregate that needs more fails.");
    public static final Key RETRY_PAUSE = new Key(
            "howdah.hbase.client.retry.pause.ms",
            50,
            1,
            60_000,
            "Client: first pause before a call is repeated, in milliseconds; doubles with each failure, up to 64 times"
                    + " this, with a random part.");

    /** All keys, in the order of CONFIGURATION.md. */
    public static final List<Key> KEYS = List.of(
            SLICE_TIME,
            SLICE_ROWS,
            SLICE_GROUPS,
            SLICE_MEMORY,
            CALLS_MAX,
            MEMORY,
            THREADS,
            DEADLINE,
            CLIENT_GROUPS,
            CLIENT_MEMORY,
            CLIENT_SPILL,
            RETRY_PAUSE);

    /**
     * Reads all keys.
     *
     * @param source gives the value of a key, or null
     * @throws IllegalArgumentException on a bad value: key, value and what is allowed
     */
    public static HBaseSettings from(UnaryOperator<String> source) {
        return new HBaseSettings(
                new SliceLimits(
                        SLICE_TIME.read(source),
                        SLICE_ROWS.read(source),
                        (int) SLICE_GROUPS.read(source),
                        SLICE_MEMORY.read(source)),
                (int) CALLS_MAX.read(source),
                MEMORY.read(source),
                (int) THREADS.read(source),
                DEADLINE.read(source),
                (int) CLIENT_GROUPS.read(source),
                CLIENT_MEMORY.read(source),
                CLIENT_SPILL.read(source),
                RETRY_PAUSE.read(source));
    }
}
