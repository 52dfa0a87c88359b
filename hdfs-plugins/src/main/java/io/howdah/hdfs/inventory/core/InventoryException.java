// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory.core;

/**
 * An inventory that cannot be used. The message is one line a person can act on:
 * {@code file:line: what is wrong; allowed: what would be right}.
 */
public final class InventoryException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTED = 80;

    private final int line;

    /**
     * @param source the file's name as the operator knows it
     * @param line first line of the offending element, counted from 1; 0 when no line is to blame
     * @param what what is wrong, with the offending value
     * @param allowed what is allowed instead
     */
    public InventoryException(String source, int line, String what, String allowed) {
        super(source + (line > 0 ? ":" + line : "") + ": " + oneLine(what) + "; allowed: " + oneLine(allowed));
        this.line = line;
    }

    /** {@return the line, counted from 1, or 0 when no line is to blame} */
    public int line() {
        return line;
    }

    /** Quotes a value for a message: control characters replaced, at most 80 characters. */
    static String quote(String value) {
        String shown = value.length() > MAX_QUOTED ? value.substring(0, MAX_QUOTED) + "..." : value;
        return "'" + oneLine(shown) + "'";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
