// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.regionserver.HRegionFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/**
 * To which life of a table a write belongs. HBase gives a table that is dropped and created again, or truncated, no number;
 * its log still holds writes of the earlier life when the later one has begun.
 *
 * <p><b>Number.</b> The HDFS file id of the table's directory: a later directory has a greater one, and an alter, a split or a
 * move keeps the directory.
 *
 * <p><b>Rule.</b> A region whose directory is there belongs to the table's directory that is there. For a region that is gone
 * (dropped with its table, or split and cleaned away) it is the latest life that had begun when the write was made. When a
 * life began is written down, as an empty file {@code <number>-<millis>}, when the first of its regions is seen: that
 * region's id, a time. The first life ever seen began at 0.
 *
 * <p><b>Limit.</b> A region of a new life that is first seen after its directory is gone, when no other region of that life was
 * seen before it, is taken for the life before. Not thread-safe.
 */
final class Incarnations {
    private static final int REGIONS_KEPT = 50_000;

    private final CdcDirectory directory;
    private final Map<String, Long> ofRegion = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REGIONS_KEPT;
        }
    };

    Incarnations(CdcDirectory directory) {
        this.directory = directory;
    }

    /** @return 0 if it is not known */
    long of(TableName table, String region, long writtenAt) throws IOException {
        Long known = ofRegion.get(region);
        if (known != null) {
            return known;
        }
        TreeMap<Long, Long> begun = read(table);
        long now = present(table, region);
        if (now == 0) {
            // Not kept: which life it was depends on the time of the write.
            long latest = 0;
            for (Map.Entry<Long, Long> life : begun.entrySet()) {
                if (life.getValue() <= writtenAt) {
                    latest = life.getKey();
                }
            }
            return latest;
        }
        note(table, now, begun.isEmpty() ? 0 : regionId(table, region), begun.get(now));
        ofRegion.put(region, now);
        return now;
    }

    /** The number of the table's directory if the region is in it, otherwise 0. */
    private long present(TableName table, String region) throws IOException {
        try {
            long before = fileId(directory.table(table));
            directory.fileSystem().getFileStatus(directory.region(table, region));
            // The table may have been dropped and created between the two.
            return before == fileId(directory.table(table)) ? before : present(table, region);
        } catch (FileNotFoundException e) {
            return 0;
        }
    }

    private long fileId(Path path) throws IOException {
        FileStatus status = directory.fileSystem().getFileStatus(path);
        if (status instanceof HdfsFileStatus hdfs) {
            return hdfs.getFileId();
        }
        throw new IOException(
                "hbase.rootdir is not in HDFS: change data capture needs HDFS to tell a table from one of the"
                        + " same name before it");
    }

    private long regionId(TableName table, String region) throws IOException {
        return HRegionFileSystem.loadRegionInfoFileContent(directory.fileSystem(), directory.region(table, region))
                .getRegionId();
    }

    private TreeMap<Long, Long> read(TableName table) throws IOException {
        TreeMap<Long, Long> begun = new TreeMap<>();
        try {
            for (FileStatus file : directory.fileSystem().listStatus(directory.incarnations(table))) {
                String[] parts = file.getPath().getName().split("-");
                if (parts.length == 2) {
                    begun.merge(Long.valueOf(parts[0]), Long.valueOf(parts[1]), Math::min);
                }
            }
        } catch (FileNotFoundException e) {
            // Nothing is known yet.
        } catch (NumberFormatException e) {
            throw new IOException(directory.incarnations(table) + " holds a file that is not <number>-<millis>", e);
        }
        return begun;
    }

    private void note(TableName table, long incarnation, long begun, Long known) throws IOException {
        if (known == null || begun < known && known != 0) {
            Path file = new Path(directory.incarnations(table), incarnation + "-" + begun);
            directory.fileSystem().create(file, true).close();
        }
    }
}
