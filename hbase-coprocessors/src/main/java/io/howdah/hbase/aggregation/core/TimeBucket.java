// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Cuts time into buckets of one width that begin at 1970-01-01T00:00:00Z, and names each by its start as ISO 8601 text in
 * UTC: the order of the names as bytes is the order of time. Remembers some names, for rows that lie near each other were
 * often written near each other. Not thread-safe.
 */
final class TimeBucket {
    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final int MEMORY = 64;

    private final long width;
    private final DateTimeFormatter format;
    private final long[] starts = new long[MEMORY];
    private final byte[][] names = new byte[MEMORY][];

    /** @param width in milliseconds, greater than 0 */
    TimeBucket(long width) {
        this.width = width;
        this.format = DateTimeFormatter.ofPattern(
                        width % 1_000 == 0 ? "uuuu-MM-dd'T'HH:mm:ss'Z'" : "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    /**
     * The name of the bucket of a time; the caller does not change it.
     *
     * @param millis since 1970, in milliseconds
     * @throws UndecodableValueException when the year is not 1 to 9999: most likely the unit is another one
     */
    byte[] nameOf(long millis) {
        if (millis < FIRST || millis > LAST) {
            throw new UndecodableValueException(millis + " is not a time in milliseconds since 1970 (years 1 to 9999)");
        }
        long start = Math.floorDiv(millis, width) * width;
        int slot = (int) Math.floorMod(start / width, (long) MEMORY);
        if (names[slot] == null || starts[slot] != start) {
            starts[slot] = start;
            names[slot] =
                    format.format(Instant.ofEpochMilli(Math.max(start, FIRST))).getBytes(StandardCharsets.US_ASCII);
        }
        return names[slot];
    }
}
