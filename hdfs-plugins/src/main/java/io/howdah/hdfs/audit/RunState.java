// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How far a long command got, kept in a file so that it can go on after it was stopped. Written whole to a temporary name
 * and renamed: it is never half a state. Not thread-safe.
 */
public final class RunState {
    /** The format this build writes, and the only one it reads. */
    public static final int SCHEMA_VERSION = 1;

    private final Path file;
    private final Map<String, Object> identity = new LinkedHashMap<>();

    /**
     * Where a run got.
     *
     * @param lastPath the last file that was finished; null = none, start at the beginning
     * @param counters what was counted up to there
     * @param note what to tell the user, or null
     */
    public record Position(String lastPath, Map<?, ?> counters, String note) {}

    /**
     * @param file the state file; null = nothing is kept
     * @param command the command
     * @param root the path it works on
     * @param rules what it judges by: another value makes an old state worthless
     */
    public RunState(Path file, String command, String root, String rules) {
        this.file = file;
        identity.put("schemaVersion", (long) SCHEMA_VERSION);
        identity.put("command", command);
        identity.put("path", root);
        identity.put("rules", rules);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException when it is no state file, one of another version, or of another command or path:
     *     it is not overwritten
     */
    public Position load() throws IOException {
        if (file == null || !Files.exists(file)) {
            return new Position(null, Map.of(), null);
        }
        Map<String, Object> map;
        try {
            map = JsonTree.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": no state file of howdah; allowed: delete it", e);
        }
        if (!Objects.equals(map.get("schemaVersion"), (long) SCHEMA_VERSION)) {
            throw new IllegalArgumentException(file + ": schemaVersion " + map.get("schemaVersion") + "; allowed: "
                    + SCHEMA_VERSION + " (delete the file to start again)");
        }
        for (Map.Entry<String, Object> entry : identity.entrySet()) {
            if (!entry.getValue().equals(map.get(entry.getKey()))) {
                if (!entry.getKey().equals("rules")) {
                    throw new IllegalArgumentException(file + ": state of " + entry.getKey() + " "
                            + map.get(entry.getKey()) + "; allowed: " + entry.getValue()
                            + " (name another file, or delete this one)");
                }
                return new Position(
                        null, Map.of(), "starting again: inventory, plan or options are not those of " + file);
            }
        }
        String lastPath = (String) map.get("lastPath");
        return new Position(
                lastPath,
                map.get("counters") instanceof Map<?, ?> counters ? counters : Map.of(),
                lastPath == null ? null : "going on after " + lastPath);
    }

    /** Keeps a position. */
    public void save(String lastPath, Map<String, ?> counters) throws IOException {
        if (file != null) {
            Map<String, Object> map = new LinkedHashMap<>(identity);
            map.put("lastPath", lastPath);
            map.put("counters", counters);
            JsonTree.write(map, file);
        }
    }

    /** Forgets: the run is complete. */
    public void finished() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
