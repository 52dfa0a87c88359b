// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.hadoop.hbase.TableName;

/**
 * To which life of a table a write belongs. HBase gives a table that is dropped and created again, or truncated, no number;
 * its log still holds writes of the earlier life when the later one has begun.
 *
 * <p><b>Number.</b> The HDFS file id of the table's directory: a later directory has a greater one, and an alter, a split or a
 * move keeps the directory.
 *
 * <p><b>Rule.</b> A region whose directory is there belongs to the table's directory that is there. For a region that is gone
 * (dropped with its table, or split and cleaned away) it is the latest life that had begun when the write was made, of those
 * in {@link TableLives}.
 *
 * <p><b>Limit.</b> A life is known when any server looked while it was there, and its beginning is right when one of the regions
 * it began with was still there. A life that nobody saw is taken for the one before it. A table restored under its name by
 * {@code clone_snapshot} has regions with the names of those before. Not thread-safe.
 */
final class Incarnations {
    private static final int REGIONS_KEPT = 50_000;
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final CdcDirectory directory;
    private final TableLives lives;
    private final LongSupplier nanos;
    private final Map<String, Long> ofRegion = bounded();
    private final Map<String, Gone> gone = bounded();
    private boolean looked;
    private long lookedAt;

    /** A region that is not there, and the lives of its table. */
    private record Gone(long seenAt, TreeMap<Long, Long> begun) {
        long lifeAt(long writtenAt) {
            long latest = 0;
            for (Map.Entry<Long, Long> life : begun.entrySet()) {
                if (life.getValue() <= writtenAt) {
                    latest = life.getKey();
                }
            }
            return latest;
        }
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(256, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REGIONS_KEPT;
            }
        };
    }

    /**
     * @param millis since 1970
     * @param nanos of a clock that only goes forward
     */
    Incarnations(CdcDirectory directory, LongSupplier millis, LongSupplier nanos) {
        this.directory = directory;
        this.lives = new TableLives(directory, millis);
        this.nanos = nanos;
    }

    /** Writes down the lives of all tables that are captured; at most every half minute, else it does nothing. */
    void look(Predicate<TableName> ours) throws IOException {
        long now = nanos.getAsLong();
        if (!looked || now - lookedAt >= LOOK_NANOS) {
            looked = true;
            lookedAt = now;
            if (lives.look(ours)) {
                gone.clear();
            }
        }
    }

    /** @return 0 if it is not known */
    long of(TableName table, String region, long writtenAt) throws IOException {
        Long known = ofRegion.get(region);
        if (known != null) {
            return known;
        }
        Gone kept = gone.get(region);
        if (kept == null || nanos.getAsLong() - kept.seenAt() >= GONE_NANOS) {
            long now = present(table, region);
            if (now != 0) {
                if (lives.note(table, now)) {
                    gone.clear();
                }
                ofRegion.put(region, now);
                return now;
            }
            kept = new Gone(nanos.getAsLong(), lives.read(table));
            gone.put(region, kept);
        }
        return kept.lifeAt(writtenAt);
    }

    /** The number of the table's directory if the region is in it, otherwise 0. */
    private long present(TableName table, String region) throws IOException {
        try {
            long before = lives.number(table);
            directory.fileSystem().getFileStatus(directory.region(table, region));
            // The table may have been dropped and created between the two.
            return before == lives.number(table) ? before : present(table, region);
        } catch (FileNotFoundException e) {
            return 0;
        }
    }
}
