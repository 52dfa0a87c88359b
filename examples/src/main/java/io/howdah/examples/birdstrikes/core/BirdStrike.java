// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalInt;

/**
 * One row of the table, checked. Immutable.
 *
 * @param costTotal whole US dollars, 0 to {@value #MAX_COST}
 * @param speed indicated air speed in knots, 0 to {@value #MAX_SPEED}; the table lacks it in a quarter of its rows
 */
public record BirdStrike(
        String airport,
        String aircraft,
        String damage,
        LocalDate date,
        String operator,
        String state,
        String phase,
        String size,
        String species,
        String timeOfDay,
        long costOther,
        long costRepair,
        long costTotal,
        OptionalInt speed) {

    /** The largest cost of one strike: a sum over nine million such rows still fits a long. */
    public static final long MAX_COST = 999_999_999_999L;

    /** The largest speed. */
    public static final int MAX_SPEED = 9_999;

    private static final String NO_DAMAGE = "None";
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2099, 12, 31);
    private static final int SHOWN = 40;

    /** What decoders put in the place of bytes that are not UTF-8. */
    private static final char UNDECODABLE = '\uFFFD';

    /** Whether the aircraft was damaged: any code but "None", including the two the source does not explain. */
    public boolean damaging() {
        return !damage.equals(NO_DAMAGE);
    }

    /** Reads a line as TextInputFormat cuts it: a field may hold a comma, not a line end. */
    public static BirdStrike parse(String line) throws BadRowException {
        return of(split(line));
    }

    /**
     * Checks that a line is the table's header row.
     *
     * @throws BadRowException naming the first column that differs
     */
    public static void requireHeader(String line) throws BadRowException {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        requireHeader(split(text));
    }

    /** Checks that a row is the table's header row. */
    public static void requireHeader(List<String> fields) throws BadRowException {
        List<String> header = Column.HEADER;
        for (int i = 0; i < Math.min(fields.size(), header.size()); i++) {
            if (!fields.get(i).equals(header.get(i))) {
                throw new BadRowException(
                        i + 1, "the header is " + show(fields.get(i)) + ", \"" + header.get(i) + "\" is expected");
            }
        }
        requireWidth(fields);
    }

    /** Checks a row's fields. */
    public static BirdStrike of(List<String> fields) throws BadRowException {
        requireWidth(fields);
        for (int i = 0; i < fields.size(); i++) {
            requirePrintable(fields.get(i), i + 1);
        }
        return new BirdStrike(
                text(fields, Column.AIRPORT),
                text(fields, Column.AIRCRAFT),
                present(fields, Column.DAMAGE),
                date(fields),
                present(fields, Column.OPERATOR),
                present(fields, Column.STATE),
                text(fields, Column.PHASE),
                text(fields, Column.SIZE),
                text(fields, Column.SPECIES),
                text(fields, Column.TIME_OF_DAY),
                dollars(fields, Column.COST_OTHER),
                dollars(fields, Column.COST_REPAIR),
                dollars(fields, Column.COST_TOTAL),
                speed(fields));
    }

    private static List<String> split(String line) throws BadRowException {
        try {
            return CsvReader.parseLine(line);
        } catch (CsvSyntaxException e) {
            throw new BadRowException(e.column(), e.getMessage());
        }
    }

    private static void requireWidth(List<String> fields) throws BadRowException {
        int width = Column.HEADER.size();
        if (fields.size() == 1 && fields.get(0).isEmpty()) {
            throw new BadRowException(1, "the row is empty, " + width + " columns are expected");
        }
        if (fields.size() != width) {
            throw new BadRowException(
                    Math.min(fields.size(), width) + (fields.size() > width ? 1 : 0),
                    "the row has " + fields.size() + (fields.size() == 1 ? " column" : " columns") + ", " + width
                            + " are expected");
        }
    }

    private static void requirePrintable(String value, int column) throws BadRowException {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == UNDECODABLE) {
                throw new BadRowException(column, "bytes that are not UTF-8 text");
            }
            if (Character.isISOControl(c)) {
                String what = c == '\n' || c == '\r'
                        ? "a line end inside a quoted field, which a job cannot split a file at"
                        : String.format("the control character U+%04X", (int) c);
                throw new BadRowException(column, what);
            }
        }
    }

    private static String text(List<String> fields, Column column) {
        return fields.get(column.number() - 1);
    }

    private static String present(List<String> fields, Column column) throws BadRowException {
        String value = text(fields, column);
        if (value.trim().isEmpty()) {
            throw new BadRowException(column.number(), "empty, a value is expected");
        }
        return value;
    }

    private static LocalDate date(List<String> fields) throws BadRowException {
        String value = text(fields, Column.DATE);
        try {
            LocalDate date = LocalDate.parse(value);
            if (!date.isBefore(FIRST_DAY) && !date.isAfter(LAST_DAY)) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // Said below, the same way for every wrong date.
        }
        throw new BadRowException(
                Column.DATE.number(), show(value) + " is not a date yyyy-mm-dd from " + FIRST_DAY + " to " + LAST_DAY);
    }

    private static long dollars(List<String> fields, Column column) throws BadRowException {
        String value = text(fields, column);
        if (!digits(value, 12)) {
            throw new BadRowException(
                    column.number(), show(value) + " is not a whole number of dollars from 0 to " + MAX_COST);
        }
        return Long.parseLong(value);
    }

    private static OptionalInt speed(List<String> fields) throws BadRowException {
        String value = text(fields, Column.SPEED);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!digits(value, 4)) {
            throw new BadRowException(
                    Column.SPEED.number(), show(value) + " is not a whole number of knots from 0 to " + MAX_SPEED);
        }
        return OptionalInt.of(Integer.parseInt(value));
    }

    private static boolean digits(String value, int atMost) {
        return !value.isEmpty() && value.length() <= atMost && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A value as a message may show it: short, on one line, without control characters. */
    static String show(String value) {
        String shortened = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
        return '"' + shortened.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\uFFFD]", "?") + '"';
    }
}
