// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.protocol.SnapshottableDirectoryStatus;

/**
 * Every file below a path with its block locations, in the NameNode's own order (names by their bytes, depth first), so
 * that a walk can go on after the last path an earlier one finished.
 *
 * <p>Asks for listings with locations: one call for up to {@code dfs.ls.limit} (1,000) replicas, and never one call a
 * file. Keeps one page per level of the tree: memory does not grow with the number of files. What is deleted or renamed
 * under the walk is skipped. Not thread-safe.
 */
public final class FileWalk {
    private final DFSClient client;
    private final Set<String> snapshottable = new HashSet<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * One file.
     *
     * @param path its absolute path
     * @param status what the NameNode said of it
     */
    public record FoundFile(String path, HdfsLocatedFileStatus status) {
        /** {@return its complete blocks: the last one of a file that is being written has no final replicas yet} */
        public List<LocatedBlock> blocks() {
            return completeBlocks(status.getLocatedBlocks());
        }

        /** {@return replicas wanted of each block, or units of an erasure-coded group} */
        public int width() {
            return status.getErasureCodingPolicy() == null
                    ? status.getReplication()
                    : status.getErasureCodingPolicy().getNumDataUnits()
                            + status.getErasureCodingPolicy().getNumParityUnits();
        }

        /** {@return whether it is being written} */
        public boolean beingWritten() {
            return status.getLocatedBlocks() != null
                    && status.getLocatedBlocks().isUnderConstruction();
        }
    }

    /** A directory on the way to the current file. */
    private static final class Level {
        private final String directory;
        private byte[] after;
        private HdfsFileStatus[] page = new HdfsFileStatus[0];
        private int next;
        private boolean more = true;
        private boolean snapshotsDone;

        Level(String directory, byte[] after) {
            this.directory = directory;
            this.after = after;
        }
    }

    /**
     * Starts a walk.
     *
     * @param root file or directory
     * @param after go on after this file below the root; null = from the beginning
     * @param snapshots also files that are in a snapshot only
     * @throws FileNotFoundException when there is no such path
     */
    public FileWalk(DFSClient client, String root, String after, boolean snapshots) throws IOException {
        this.client = client;
        if (client.getFileInfo(root) == null) {
            throw new FileNotFoundException(root);
        }
        if (snapshots) {
            SnapshottableDirectoryStatus[] directories = client.getSnapshottableDirListing();
            if (directories != null) {
                for (SnapshottableDirectoryStatus directory : directories) {
                    snapshottable.add(directory.getFullPath().toUri().getPath());
                }
            }
        }
        levels.push(new Level(root, HdfsFileStatus.EMPTY_NAME));
        String below = root.endsWith("/") ? root : root + "/";
        if (after != null && after.startsWith(below)) {
            descend(root, after.substring(below.length()).split("/"));
        } else if (after != null && after.equals(root)) {
            levels.clear();
        }
    }

    private void descend(String root, String[] names) {
        String directory = root;
        for (int i = 0; i < names.length; i++) {
            Level level = levels.element();
            if (names[i].equals(HdfsConstants.DOT_SNAPSHOT_DIR)) {
                level.more = false; // snapshots come after the directory's own children
                level.snapshotsDone = true;
            } else {
                level.after = names[i].getBytes(StandardCharsets.UTF_8);
            }
            directory = child(directory, names[i]);
            if (i < names.length - 1) {
                levels.push(new Level(directory, HdfsFileStatus.EMPTY_NAME));
            }
        }
    }

    /** {@return the next file, or null at the end} */
    public FoundFile next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.element();
            if (level.next < level.page.length) {
                HdfsFileStatus status = level.page[level.next++];
                String path = status.getFullName(level.directory);
                level.after = status.getLocalNameInBytes();
                if (status.isDirectory()) {
                    levels.push(new Level(path, HdfsFileStatus.EMPTY_NAME));
                } else if (status instanceof HdfsLocatedFileStatus located
                        && !status.isSymlink()
                        && !inSnapshotAndStillThere(path)) {
                    return new FoundFile(path, located);
                }
            } else if (level.more) {
                turnPage(level);
            } else if (!level.snapshotsDone && snapshottable.contains(level.directory)) {
                level.snapshotsDone = true;
                levels.push(
                        new Level(child(level.directory, HdfsConstants.DOT_SNAPSHOT_DIR), HdfsFileStatus.EMPTY_NAME));
            } else {
                levels.pop();
            }
        }
        return null;
    }

    private void turnPage(Level level) throws IOException {
        DirectoryListing listing;
        try {
            listing = client.listPaths(level.directory, level.after, true);
        } catch (FileNotFoundException e) {
            listing = null; // a parent went away
        }
        level.page = listing == null ? new HdfsFileStatus[0] : listing.getPartialListing();
        level.next = 0;
        level.more = listing != null && listing.hasMore();
    }

    /** A file of a snapshot that is still at its place is seen there; one that was renamed is seen twice. */
    private boolean inSnapshotAndStillThere(String path) throws IOException {
        int at = path.indexOf(HdfsConstants.SEPARATOR_DOT_SNAPSHOT_DIR_SEPARATOR);
        if (at < 0 || snapshottable.isEmpty()) {
            return false;
        }
        int name = path.indexOf('/', at + HdfsConstants.SEPARATOR_DOT_SNAPSHOT_DIR_SEPARATOR.length());
        return name > 0 && client.getFileInfo(path.substring(0, at) + path.substring(name)) != null;
    }

    private static List<LocatedBlock> completeBlocks(LocatedBlocks located) {
        if (located == null) {
            return List.of();
        }
        List<LocatedBlock> blocks = located.getLocatedBlocks();
        boolean lastComplete = !located.isUnderConstruction() || located.isLastBlockComplete();
        return lastComplete || blocks.isEmpty() ? blocks : blocks.subList(0, blocks.size() - 1);
    }

    private static String child(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }
}
