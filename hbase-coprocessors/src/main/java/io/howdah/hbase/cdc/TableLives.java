// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.regionserver.HRegionFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/**
 * When the lives of a peer's tables began, written down for the time when their regions are gone: an empty file {@code
 * <number>-<millis>} for each life. The number is the HDFS file id of the table's directory; the time is the id of the oldest
 * region there. A life that was there when the peer was first seen, as {@code since-<millis>} says, began at 0: the regions it
 * began with may be gone.
 *
 * <p>Servers write without asking each other; what two of them write of one life is the same, or the smaller counts. Not
 * thread-safe.
 */
final class TableLives {
    private static final String SINCE = "since-";

    private final CdcDirectory directory;
    private final LongSupplier millis;
    private final Map<TableName, Long> noted = new HashMap<>();
    private long since;

    /** @param millis since 1970 */
    TableLives(CdcDirectory directory, LongSupplier millis) {
        this.directory = directory;
        this.millis = millis;
    }

    /**
     * Writes down the life of every table that is there now.
     *
     * @return whether any was not known
     */
    boolean look(Predicate<TableName> ours) throws IOException {
        since();
        boolean any = false;
        Path data = new Path(directory.hbaseRoot(), HConstants.BASE_NAMESPACE_DIR);
        for (FileStatus namespace : list(data)) {
            String name = namespace.getPath().getName();
            if (name.startsWith(".") || name.equals(NamespaceDescriptor.SYSTEM_NAMESPACE_NAME_STR)) {
                continue;
            }
            for (FileStatus found : list(namespace.getPath())) {
                if (found.isDirectory() && !found.getPath().getName().startsWith(".")) {
                    TableName table = TableName.valueOf(name, found.getPath().getName());
                    any |= ours.test(table) && note(table, fileId(found));
                }
            }
        }
        return any;
    }

    /**
     * Writes down a life that is there now.
     *
     * @return whether it was not known
     */
    boolean note(TableName table, long number) throws IOException {
        Long last = noted.get(table);
        if (last != null && last == number) {
            return false;
        }
        Map<Long, Long> begun = read(table);
        if (begun.containsKey(number)) {
            noted.put(table, number);
            return false;
        }
        long first = oldestRegion(table);
        if (first == 0 || number(table) != number) {
            // It is only being made, or gone already.
            return false;
        }
        long began = begun.isEmpty() && first < since() ? 0 : first;
        directory
                .fileSystem()
                .create(new Path(directory.incarnations(table), number + "-" + began), true)
                .close();
        noted.put(table, number);
        return true;
    }

    /** All lives that are known, and when they began in milliseconds since 1970. */
    TreeMap<Long, Long> read(TableName table) throws IOException {
        TreeMap<Long, Long> begun = new TreeMap<>();
        try {
            for (FileStatus file : list(directory.incarnations(table))) {
                String[] parts = file.getPath().getName().split("-");
                if (parts.length == 2) {
                    begun.merge(Long.valueOf(parts[0]), Long.valueOf(parts[1]), Math::min);
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(directory.incarnations(table) + " holds a file that is not <number>-<millis>", e);
        }
        return begun;
    }

    /** Of the life that is there now; 0 if the table is not there. */
    long number(TableName table) throws IOException {
        try {
            return fileId(directory.fileSystem().getFileStatus(directory.table(table)));
        } catch (FileNotFoundException e) {
            return 0;
        }
    }

    private static long fileId(FileStatus status) throws IOException {
        if (status instanceof HdfsFileStatus hdfs) {
            return hdfs.getFileId();
        }
        throw new IOException(
                "hbase.rootdir is not in HDFS: change data capture needs HDFS to tell a table from one of the"
                        + " same name before it");
    }

    private long since() throws IOException {
        if (since == 0) {
            long first = firstSeen();
            if (first == Long.MAX_VALUE) {
                directory
                        .fileSystem()
                        .create(new Path(directory.peer(), SINCE + millis.getAsLong()), true)
                        .close();
                first = firstSeen();
            }
            since = first;
        }
        return since;
    }

    private long firstSeen() throws IOException {
        long first = Long.MAX_VALUE;
        for (FileStatus file : list(directory.peer())) {
            String name = file.getPath().getName();
            if (name.startsWith(SINCE)) {
                first = Math.min(first, Long.parseLong(name.substring(SINCE.length())));
            }
        }
        return first;
    }

    /**
     * The id of the region that was made first, a time: that of the directory with the smallest file id, so that one file is
     * read and not that of each region. 0 if there is no region.
     */
    private long oldestRegion(TableName table) throws IOException {
        List<HdfsFileStatus> regions = new ArrayList<>();
        for (FileStatus found : list(directory.table(table))) {
            if (found.isDirectory()
                    && !found.getPath().getName().startsWith(".")
                    && found instanceof HdfsFileStatus hdfs) {
                regions.add(hdfs);
            }
        }
        regions.sort(Comparator.comparingLong(HdfsFileStatus::getFileId));
        for (HdfsFileStatus region : regions) {
            try {
                Path path = directory.region(table, region.getLocalName());
                return HRegionFileSystem.loadRegionInfoFileContent(directory.fileSystem(), path)
                        .getRegionId();
            } catch (FileNotFoundException e) {
                // Just cleaned away: the next one.
            }
        }
        return 0;
    }

    private FileStatus[] list(Path path) throws IOException {
        try {
            return directory.fileSystem().listStatus(path);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
