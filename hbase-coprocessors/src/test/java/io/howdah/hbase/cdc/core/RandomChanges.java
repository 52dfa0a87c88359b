// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes of few columns with few timestamps, so that they meet. */
public final class RandomChanges {
    private static final CellKind[] KINDS = {
        CellKind.PUT,
        CellKind.PUT,
        CellKind.PUT,
        CellKind.PUT,
        CellKind.PUT,
        CellKind.PUT,
        CellKind.PUT,
        CellKind.DELETE_COLUMN,
        CellKind.DELETE_VERSION,
        CellKind.DELETE_FAMILY,
        CellKind.DELETE_FAMILY_VERSION
    };

    private RandomChanges() {}

    public static List<ChangeEvent> of(Random random, int count) {
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CellKind kind = KINDS[random.nextInt(KINDS.length)];
            String row = "r" + random.nextInt(40);
            String qualifier = kind.ofFamily() ? "" : "q" + random.nextInt(4);
            // Two lives of the table; the later one's sequence starts again.
            long incarnation = 100 + i / (count / 2 + 1);
            events.add(change(kind, row, qualifier, random.nextInt(60), incarnation, i % (count / 2 + 1), "v" + i));
        }
        return events;
    }

    /**
     * Of one life of the table, where each delete of one version is of a version that does not exist or is not its column's
     * newest: what one entry for each column can tell as HBase does.
     */
    public static List<ChangeEvent> ofKnowableState(Random random, int count) {
        List<ChangeEvent> events = new ArrayList<>();
        Map<String, Long> newest = new HashMap<>();
        for (int i = 0; i < count; i++) {
            CellKind kind = KINDS[random.nextInt(KINDS.length)];
            String row = "r" + random.nextInt(40);
            String qualifier = kind.ofFamily() ? "" : "q" + random.nextInt(4);
            // Puts have even timestamps, deletes of a version that does not exist odd ones.
            long timestamp = 2L * random.nextInt(30);
            if (kind == CellKind.PUT) {
                newest.merge(row + qualifier, timestamp, Math::max);
            } else if (kind == CellKind.DELETE_VERSION || kind == CellKind.DELETE_FAMILY_VERSION) {
                boolean old = kind == CellKind.DELETE_VERSION && timestamp < newest.getOrDefault(row + qualifier, 0L);
                timestamp += old ? 0 : 1;
            }
            events.add(change(kind, row, qualifier, timestamp, 100, i, "v" + i));
        }
        return events;
    }

    public static ChangeEvent put(String row, String qualifier, long timestamp, long sequence, String value) {
        return change(CellKind.PUT, row, qualifier, timestamp, 100, sequence, value);
    }

    /** A put that nobody may see from {@code expiresAt} on, in milliseconds since 1970. */
    public static ChangeEvent expiring(String row, String qualifier, long expiresAt) {
        ChangeEvent put = put(row, qualifier, 5, 1, "v");
        return ChangeEvent.of(
                put.namespace(),
                put.table(),
                put.incarnation(),
                put.region(),
                put.sequence(),
                put.row(),
                put.family(),
                put.qualifier(),
                put.timestamp(),
                put.kind(),
                put.value(),
                put.writtenAt(),
                expiresAt);
    }

    public static ChangeEvent deleteColumn(String row, String qualifier, long timestamp, long sequence) {
        return change(CellKind.DELETE_COLUMN, row, qualifier, timestamp, 100, sequence, "");
    }

    public static ChangeEvent deleteVersion(String row, String qualifier, long timestamp, long sequence) {
        return change(CellKind.DELETE_VERSION, row, qualifier, timestamp, 100, sequence, "");
    }

    public static ChangeEvent deleteFamily(String row, long timestamp, long sequence) {
        return change(CellKind.DELETE_FAMILY, row, "", timestamp, 100, sequence, "");
    }

    static ChangeEvent change(
            CellKind kind,
            String row,
            String qualifier,
            long timestamp,
            long incarnation,
            long sequence,
            String value) {
        return ChangeEvent.of(
                "default",
                "t",
                incarnation,
                "0123456789abcdef0123456789abcdef",
                sequence,
                row.getBytes(StandardCharsets.UTF_8),
                "d",
                qualifier.getBytes(StandardCharsets.UTF_8),
                timestamp,
                kind,
                kind == CellKind.PUT ? value.getBytes(StandardCharsets.UTF_8) : new byte[0],
                1_700_000_000_000L + sequence,
                0);
    }
}
