// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

/**
 * Input that cannot be worked with: a setting, an option, a file or an address. The message is one line that names
 * the place, the offending value and what is allowed, and is meant to be shown as it is.
 */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    /**
     * @param where the key, option or file:line the value came from
     * @param value the offending value; {@code null} when there is none
     * @param allowed what would have been accepted
     */
    public static InvalidInputException of(String where, String value, String allowed) {
        return new InvalidInputException(
                where + (value == null ? " is not set" : " is '" + oneLine(value) + "'") + "; allowed: " + allowed);
    }

    private static String oneLine(String value) {
        String line = value.replaceAll("[\\p{Cntrl}]+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
