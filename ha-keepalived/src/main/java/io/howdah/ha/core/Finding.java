// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

/**
 * What a check of a configuration found.
 *
 * @param subject the key, or what was looked at
 * @param text one line: the values, and what to change when it is not good
 */
public record Finding(Level level, String subject, String text) {

    /** How bad it is. */
    public enum Level {
        OK,
        WARNING,
        REFUSED
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    static Finding refused(String subject, String text) {
        return new Finding(Level.REFUSED, subject, text);
    }
}
