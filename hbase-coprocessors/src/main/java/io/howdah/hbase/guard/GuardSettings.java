// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.aggregation.HBaseSettings.Key;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The settings of guards on a region server, parsed and checked once; what is allowed to be written is said by the table's
 * attributes instead. Immutable.
 *
 * @param auditQueue audit records that wait at most
 * @param auditWaitMillis how long a write waits for room
 */
public record GuardSettings(int auditQueue, long auditWaitMillis) {
    public static final Key AUDIT_QUEUE = new Key(
            "howdah.hbase.guard.audit.queue",
            10_000,
            1,
            1_000_000,
            "Region server: audit records that wait for the log at most, for all tables; about 300 bytes each.");
    public static final Key AUDIT_WAIT = new Key(
            "howdah.hbase.guard.audit.wait.ms",
            1_000,
            1,
            60_000,
            "Region server: how long a write waits for room in the full queue with howdah.guard.audit.full = block, in"
                    + " milliseconds; it holds its row and its handler for as long.");

    /** All keys, in the order of CONFIGURATION.md. */
    public static final List<Key> KEYS = List.of(AUDIT_QUEUE, AUDIT_WAIT);

    /** @throws IllegalArgumentException on a bad value: key, value and what is allowed */
    public static GuardSettings from(UnaryOperator<String> source) {
        return new GuardSettings((int) AUDIT_QUEUE.read(source), AUDIT_WAIT.read(source));
    }
}
