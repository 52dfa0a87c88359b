// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.repair.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Files whose repair was asked for and is not seen done yet, in the order of the walk. It knows where a run that is
 * stopped now has to go on: after the last file before the oldest of them. Times are nanoseconds of one clock. Not
 * thread-safe.
 */
public final class RepairQueue {
    private final long firstLook;
    private final long longestPause;
    private final long patience;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private String walked;
    private int blocks;

    /** A file under repair. */
    public static final class Entry {
        private final String path;
        private final String before;
        private final int blocks;
        private final long deadline;
        private long pause;
        private long nextLook;
        private int refusals;

        private Entry(String path, String before, int blocks, long deadline, long pause, long nextLook) {
            this.path = path;
            this.before = before;
            this.blocks = blocks;
            this.deadline = deadline;
            this.pause = pause;
            this.nextLook = nextLook;
        }

        /** {@return the file} */
        public String path() {
            return path;
        }

        /** {@return blocks of it that were broken when its repair was asked for} */
        public int blocks() {
            return blocks;
        }

        /** Notes that the NameNode found nothing to repair in it. */
        public void refused() {
            refusals++;
        }

        /** {@return how often the NameNode found nothing to repair in it} */
        public int refusals() {
            return refusals;
        }

        /** {@return whether waiting longer is no use} */
        public boolean late(long now) {
            return now - deadline >= 0;
        }
    }

    /**
     * @param walked the file a resumed run goes on after; null = none
     * @param firstLook time until a file is looked at first
     * @param longestPause longest time between two looks; it doubles from the first one
     * @param patience time a file may take
     */
    public RepairQueue(String walked, long firstLook, long longestPause, long patience) {
        this.walked = walked;
        this.firstLook = firstLook;
        this.longestPause = longestPause;
        this.patience = patience;
    }

    /** Notes that the walk passed a file that needs nothing more. */
    public void passed(String path) {
        walked = path;
    }

    /** Adds a file; the walk has passed it. */
    public Entry add(String path, int broken, long now) {
        Entry entry = new Entry(path, walked, broken, now + patience, firstLook, now + firstLook);
        entries.addLast(entry);
        walked = path;
        blocks += broken;
        return entry;
    }

    /** {@return the files to look at now} */
    public List<Entry> due(long now) {
        return entries.stream().filter(entry -> now - entry.nextLook >= 0).toList();
    }

    /** Notes that a file was looked at and is not done. */
    public void looked(Entry entry, long now) {
        entry.pause = Math.min(longestPause, 2 * entry.pause);
        entry.nextLook = now + entry.pause;
    }

    /** Takes a file out: it is in order, gone, or given up. */
    public void done(Entry entry) {
        for (Iterator<Entry> i = entries.iterator(); i.hasNext(); ) {
            if (i.next().path.equals(entry.path)) {
                i.remove();
                blocks -= entry.blocks;
                return;
            }
        }
    }

    /** {@return blocks under repair} */
    public int blocks() {
        return blocks;
    }

    /** {@return whether nothing is under repair} */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** {@return the file after which a run that stops now has to go on; null = at the beginning} */
    public String position() {
        return entries.isEmpty() ? walked : entries.getFirst().before;
    }
}
