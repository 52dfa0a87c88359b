// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit has counted so far. Its size does not depend on the number of files: directories are counted one level
 * below the audited path, at most {@value #MAX_DIRECTORIES} by name and the rest together. Not thread-safe.
 */
public final class AuditTally {
    /** Directories counted by name. */
    public static final int MAX_DIRECTORIES = 10_000;

    /** Where the directories beyond the limit are counted. */
    public static final String OTHER = "(other directories)";

    /** What is counted. */
    public enum Count {
        /** Files looked at. */
        FILES("files"),
        /** Files that are being written; their last block is not looked at. */
        BEING_WRITTEN("beingWritten"),
        /** Complete blocks looked at. */
        BLOCKS("blocks"),
        /** Of these, not judged: no rule of ours applies. */
        NOT_JUDGED("notJudged"),
        /** Blocks that break a hard rule. */
        VIOLATIONS("violations"),
        /** Of these, blocks no DataNode in service would mend. */
        NOTHING_BETTER("nothingBetter"),
        /** Bytes that would have to move to mend what can be mended. */
        BYTES_TO_MOVE("bytesToMove"),
        /** Blocks whose replicas are within no copyset of the plan. */
        OUTSIDE_COPYSETS("outsideCopysets");

        private final String id;

        Count(String id) {
            this.id = id;
        }

        /** {@return its name in files and JSON} */
        public String id() {
            return id;
        }
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<String, Long> rules = new TreeMap<>();
    private final Map<String, long[]> directories = new HashMap<>();

    /**
     * One directory.
     *
     * @param path its path
     * @param violations blocks that break a hard rule
     * @param bytesToMove bytes that would have to move
     * @param outsideCopysets blocks within no copyset
     */
    public record Directory(String path, long violations, long bytesToMove, long outsideCopysets) {}

    /** Counts files or blocks. */
    public void add(Count what, long amount) {
        counts.merge(what, amount, Long::sum);
    }

    /** {@return a count} */
    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /**
     * Counts a block that breaks rules.
     *
     * @param directory the directory it is counted under
     * @param broken the rules it breaks; each counts once a block
     * @param bytes bytes to move to mend it; 0 = nothing in service would mend it
     */
    public void violation(String directory, List<String> broken, long bytes) {
        add(Count.VIOLATIONS, 1);
        add(Count.NOTHING_BETTER, bytes == 0 ? 1 : 0);
        add(Count.BYTES_TO_MOVE, bytes);
        broken.stream().distinct().forEach(rule -> rules.merge(rule, 1L, Long::sum));
        long[] sums = directory(directory);
        sums[0]++;
        sums[1] += bytes;
    }

    /** Counts a block that is within no copyset. */
    public void outsideCopysets(String directory) {
        add(Count.OUTSIDE_COPYSETS, 1);
        directory(directory)[2]++;
    }

    private long[] directory(String path) {
        long[] known = directories.get(path);
        if (known != null) {
            return known;
        }
        return directories.computeIfAbsent(directories.size() < MAX_DIRECTORIES ? path : OTHER, any -> new long[3]);
    }

    /** {@return blocks by broken rule; a block that breaks two is in both} */
    public Map<String, Long> rules() {
        return new TreeMap<>(rules);
    }

    /** {@return the worst directories: most violations first, then most blocks outside the copysets} */
    public List<Directory> worst(int limit) {
        List<Directory> all = new ArrayList<>();
        directories.forEach((path, sums) -> all.add(new Directory(path, sums[0], sums[1], sums[2])));
        all.sort(Comparator.comparingLong(Directory::violations)
                .thenComparingLong(Directory::outsideCopysets)
                .reversed()
                .thenComparing(Directory::path));
        return all.subList(0, Math.min(limit, all.size()));
    }

    /** {@return the directory one level below the audited path that a file belongs to; the path itself for its own} */
    public static String topDirectory(String root, String file) {
        int from = root.endsWith("/") ? root.length() : root.length() + 1;
        int end = file.length() > from ? file.indexOf('/', from) : -1;
        return end < 0 ? root : file.substring(0, end);
    }

    /** {@return everything as maps of numbers, to be stored} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            map.put(count.id(), get(count));
        }
        map.put("rules", rules());
        Map<String, Object> byDirectory = new TreeMap<>();
        directories.forEach((path, sums) -> byDirectory.put(path, List.of(sums[0], sums[1], sums[2])));
        map.put("directories", byDirectory);
        return map;
    }

    /**
     * Reads what {@link #toMap} gave.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static AuditTally of(Map<?, ?> map) {
        AuditTally tally = new AuditTally();
        for (Count count : Count.values()) {
            tally.add(count, number(map.get(count.id())));
        }
        section(map, "rules").forEach((rule, blocks) -> tally.rules.put((String) rule, number(blocks)));
        section(map, "directories").forEach((path, sums) -> {
            if (!(sums instanceof List<?> list) || list.size() != 3) {
                throw new IllegalArgumentException("directory " + path + ": three numbers expected");
            }
            tally.directories.put(
                    (String) path, list.stream().mapToLong(AuditTally::number).toArray());
        });
        return tally;
    }

    private static Map<?, ?> section(Map<?, ?> map, String name) {
        if (map.get(name) instanceof Map<?, ?> section) {
            return section;
        }
        throw new IllegalArgumentException(name + ": missing");
    }

    private static long number(Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("not a number: " + value);
    }
}
