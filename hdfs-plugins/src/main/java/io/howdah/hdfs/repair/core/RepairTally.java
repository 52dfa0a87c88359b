// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.repair.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a repair has done so far. Of what is left it keeps at most {@value #MAX_LISTED} files by name. Not thread-safe. */
public final class RepairTally {
    /** Files that are left, listed by name. */
    public static final int MAX_LISTED = 1_000;

    /** Why a block is left as it is. */
    public enum Reason {
        /** Every DataNode that is in service would share a domain, too. */
        NO_LEGAL_CHOICE("no DataNode in service would mend it"),
        /** The NameNode judges otherwise. */
        NOT_SEEN_BY_NAMENODE("the NameNode finds nothing to repair: its inventory or its hard domains are others,"
                + " or no DataNode that would mend it takes a block now"),
        /** It was asked for and did not happen in time. */
        LATE("asked for, but not moved in time (--wait)");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** {@return one sentence} */
        public String text() {
            return text;
        }
    }

    /**
     * A file that still has broken blocks.
     *
     * @param path its path
     * @param blocks how many
     * @param reason why
     */
    public record Left(String path, long blocks, Reason reason) {}

    private long files;
    private long blocks;
    private long repaired;
    private final Map<Reason, Long> left = new EnumMap<>(Reason.class);
    private final List<Left> listed = new ArrayList<>();

    /** Counts a file that was walked past. */
    public void walked(int complete) {
        files++;
        blocks += complete;
    }

    /** Counts blocks that were repaired. */
    public void repaired(long count) {
        repaired += count;
    }

    /** Counts blocks that are left. */
    public void left(String path, long count, Reason reason) {
        left.merge(reason, count, Long::sum);
        if (listed.size() < MAX_LISTED) {
            listed.add(new Left(path, count, reason));
        }
    }

    /** {@return files walked past} */
    public long files() {
        return files;
    }

    /** {@return blocks walked past} */
    public long blocks() {
        return blocks;
    }

    /** {@return blocks that were broken and are in order now} */
    public long repaired() {
        return repaired;
    }

    /** {@return blocks left, by reason} */
    public Map<Reason, Long> left() {
        return new EnumMap<>(left);
    }

    /** {@return blocks left} */
    public long leftInAll() {
        return left.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the first files that were left by this run} */
    public List<Left> listed() {
        return List.copyOf(listed);
    }

    /** {@return the counts, to be stored} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("files", files);
        map.put("blocks", blocks);
        map.put("repaired", repaired);
        for (Reason reason : Reason.values()) {
            map.put(reason.name(), left.getOrDefault(reason, 0L));
        }
        return map;
    }

    /** Reads what {@link #toMap} gave; what is missing counts 0. */
    public static RepairTally of(Map<?, ?> map) {
        RepairTally tally = new RepairTally();
        tally.files = number(map.get("files"));
        tally.blocks = number(map.get("blocks"));
        tally.repaired = number(map.get("repaired"));
        for (Reason reason : Reason.values()) {
            long count = number(map.get(reason.name()));
            if (count > 0) {
                tally.left.put(reason, count);
            }
        }
        return tally;
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
