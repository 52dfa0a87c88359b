// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Disk failures with time and place, in order of time. Read from comma-separated text with a heading; the columns
 * {@code Timestamp}, {@code Rack id}, {@code Unique enclosure} (or {@code Enclosure}) and {@code Slot} are used, others
 * are not, which is what the published logs of OLCF's Alpine and LANL's Campaign have in common. Immutable.
 */
public final class FailureLog {
    /** Most failures a log may have. */
    public static final int MAX_ROWS = 1_000_000;

    private static final DateTimeFormatter OFFSET =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]", Locale.ROOT);
    private static final String ALLOWED =
            "a heading with Timestamp, Rack id, Unique enclosure (or Enclosure), Slot, and one failure a line";

    private final List<Failure> failures;
    private final Map<Integer, List<Integer>> enclosuresByRack = new TreeMap<>();
    private final int slots;

    /**
     * One failure of a disk.
     *
     * @param second seconds since 1970; in UTC where the log states no offset
     * @param rack number of the rack in the log
     * @param enclosure number of the enclosure in that rack
     * @param slot number of the slot in that enclosure
     */
    public record Failure(long second, int rack, int enclosure, int slot) {}

    /** @param failures in any order */
    public FailureLog(List<Failure> failures) {
        this.failures = failures.stream()
                .sorted(Comparator.comparingLong(Failure::second))
                .toList();
        Map<Integer, TreeSet<Integer>> byRack = new TreeMap<>();
        this.failures.forEach(
                f -> byRack.computeIfAbsent(f.rack(), r -> new TreeSet<>()).add(f.enclosure()));
        byRack.forEach((rack, enclosures) -> enclosuresByRack.put(rack, List.copyOf(enclosures)));
        this.slots = this.failures.stream().mapToInt(Failure::slot).max().orElse(0);
    }

    /**
     * Reads a log.
     *
     * @param name of the log, for messages
     * @throws IllegalArgumentException with {@code name:line}, what is wrong and what is allowed
     */
    public static FailureLog parse(String name, BufferedReader lines) throws IOException {
        String heading = lines.readLine();
        List<String> columns = heading == null ? List.of() : List.of(heading.split(",", -1));
        int time = columns.indexOf("Timestamp");
        int rack = columns.indexOf("Rack id");
        int enclosure = columns.contains("Unique enclosure")
                ? columns.indexOf("Unique enclosure")
                : columns.indexOf("Enclosure");
        int slot = columns.indexOf("Slot");
        if (time < 0 || rack < 0 || enclosure < 0 || slot < 0) {
            throw bad(name, 1, "a column is missing", ALLOWED);
        }
        List<Failure> failures = new ArrayList<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (failures.size() == MAX_ROWS) {
                throw bad(name, number, "more than " + MAX_ROWS + " failures", "fewer");
            }
            String[] cells = line.split(",", -1);
            if (cells.length != columns.size()) {
                throw bad(name, number, cells.length + " cells", columns.size() + ", as in the heading");
            }
            failures.add(new Failure(
                    second(name, number, cells[time]),
                    number(name, number, "Rack id", cells[rack]),
                    number(name, number, "enclosure", cells[enclosure]),
                    number(name, number, "Slot", cells[slot])));
        }
        if (failures.isEmpty()) {
            throw bad(name, 1, "no failure", ALLOWED);
        }
        return new FailureLog(failures);
    }

    private static long second(String name, int line, String cell) {
        try {
            var parsed = OFFSET.parseBest(cell.trim(), OffsetDateTime::from, LocalDateTime::from);
            return parsed instanceof OffsetDateTime moment
                    ? moment.toEpochSecond()
                    : ((LocalDateTime) parsed).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw bad(name, line, "Timestamp '" + cell + "'", "2021-05-04T17:03:13, with or without an offset");
        }
    }

    private static int number(String name, int line, String column, String cell) {
        try {
            int value = Integer.parseInt(cell.trim());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        throw bad(name, line, column + " '" + cell + "'", "a whole number, 0 or more");
    }

    private static IllegalArgumentException bad(String name, int line, String what, String allowed) {
        return new IllegalArgumentException(name + ":" + line + ": " + what + "; allowed: " + allowed);
    }

    /** {@return all failures in order of time} */
    public List<Failure> failures() {
        return failures;
    }

    /** {@return numbers of the racks, ascending} */
    public List<Integer> racks() {
        return List.copyOf(enclosuresByRack.keySet());
    }

    /** {@return numbers of the rack's enclosures that had a failure, ascending} */
    public List<Integer> enclosures(int rack) {
        return enclosuresByRack.getOrDefault(rack, List.of());
    }

    /** {@return most enclosures of any rack} */
    public int mostEnclosures() {
        return enclosuresByRack.values().stream().mapToInt(List::size).max().orElse(0);
    }

    /** {@return the highest slot number} */
    public int slots() {
        return slots;
    }

    /** {@return days from the first failure to the last} */
    public double days() {
        return failures.isEmpty()
                ? 0
                : (failures.get(failures.size() - 1).second() - failures.get(0).second()) / 86_400.0;
    }
}
