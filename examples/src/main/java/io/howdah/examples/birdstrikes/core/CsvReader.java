// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A strict reader of comma-separated values after RFC 4180: fields in double quotes may hold commas, line ends and doubled
 * quotes; a row ends with LF or CRLF; the last row may lack its line end. What the RFC does not allow is refused, not
 * guessed: a quote inside a bare field, text after a closing quote, a quote that never closes, a carriage return alone.
 *
 * <p>Bounded: a field holds at most {@value #MAX_FIELD} characters and a row at most {@value #MAX_COLUMNS} fields, so a
 * binary file ends with an error and not with an exhausted heap. Not thread-safe.
 */
public final class CsvReader {
    /** The longest field accepted, in UTF-16 code units. */
    public static final int MAX_FIELD = 65_536;

    /** The widest row accepted. */
    public static final int MAX_COLUMNS = 1_000;

    private static final int END = -1;

    private final Reader in;
    private final char[] buffer;
    private int position;
    private int limit;
    private long row;

    public CsvReader(Reader in) {
        this(in, 8_192);
    }

    private CsvReader(Reader in, int bufferSize) {
        this.in = in;
        this.buffer = new char[bufferSize];
    }

    /**
     * Reads one line that has already been cut from its file.
     *
     * @throws CsvSyntaxException when it is not one whole row, in particular when a quoted field does not end in it
     */
    public static List<String> parseLine(String line) throws CsvSyntaxException {
        CsvReader reader = new CsvReader(new StringReader(line), Math.max(16, Math.min(8_192, line.length() + 1)));
        try {
            List<String> fields = reader.read();
            if (fields == null) {
                return List.of("");
            }
            if (reader.peek() != END) {
                throw new CsvSyntaxException(fields.size(), "a line end in the middle of a line");
            }
            return fields;
        } catch (IOException e) {
            throw new AssertionError("a string cannot fail to be read", e);
        }
    }

    /** The number of the row that {@link #read()} returned or failed in, from 1; 0 before the first. */
    public long row() {
        return row;
    }

    /** The next row's fields, at least one; null at the end of the text. */
    public List<String> read() throws IOException, CsvSyntaxException {
        if (peek() == END) {
            return null;
        }
        row++;
        List<String> fields = new ArrayList<>(16);
        StringBuilder field = new StringBuilder(32);
        while (true) {
            if (fields.size() == MAX_COLUMNS) {
                throw new CsvSyntaxException(MAX_COLUMNS, "more than " + MAX_COLUMNS + " columns");
            }
            int column = fields.size() + 1;
            field.setLength(0);
            int end = peek() == '"' ? quoted(field, column) : bare(field, column);
            fields.add(field.toString());
            if (end != ',') {
                return fields;
            }
        }
    }

    /** Reads up to and including the delimiter; returns it (comma, line feed or end). */
    private int bare(StringBuilder field, int column) throws IOException, CsvSyntaxException {
        while (true) {
            int c = next();
            switch (c) {
                case ',', '\n', END -> {
                    return c;
                }
                case '\r' -> {
                    return lineFeedAfterReturn(column);
                }
                case '"' ->
                    throw new CsvSyntaxException(
                            column,
                            "a quote inside a field that does not start with one (quote the field, double the quote)");
                default -> append(field, c, column);
            }
        }
    }

    private int quoted(StringBuilder field, int column) throws IOException, CsvSyntaxException {
        next();
        while (true) {
            int c = next();
            if (c == END) {
                throw new CsvSyntaxException(column, "a quoted field that is never closed");
            }
            if (c != '"') {
                append(field, c, column);
                continue;
            }
            int after = next();
            switch (after) {
                case '"' -> append(field, '"', column);
                case ',', '\n', END -> {
                    return after;
                }
                case '\r' -> {
                    return lineFeedAfterReturn(column);
                }
                default -> throw new CsvSyntaxException(column, "text after the closing quote");
            }
        }
    }

    private int lineFeedAfterReturn(int column) throws IOException, CsvSyntaxException {
        int c = next();
        if (c != '\n') {
            throw new CsvSyntaxException(column, "a carriage return without a line feed");
        }
        return c;
    }

    private static void append(StringBuilder field, int c, int column) throws CsvSyntaxException {
        if (field.length() == MAX_FIELD) {
            throw new CsvSyntaxException(column, "a field longer than " + MAX_FIELD + " characters");
        }
        field.append((char) c);
    }

    private int next() throws IOException {
        int c = peek();
        if (c != END) {
            position++;
        }
        return c;
    }

    private int peek() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            if (limit == 0) {
                return END;
            }
        }
        return buffer[position];
    }
}
