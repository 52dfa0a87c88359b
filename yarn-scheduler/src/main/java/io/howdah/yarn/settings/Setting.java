// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.settings;

/**
 * One configuration key, declared once: the parser, the error messages and the table in CONFIGURATION.md all read it here.
 *
 * @param key full name
 * @param defaultValue value when the key is not set
 * @param allowed what is accepted, in words
 * @param meaning what it does, in words
 */
public record Setting(String key, String defaultValue, String allowed, String meaning) {

    IllegalArgumentException rejects(String value) {
        return new IllegalArgumentException(key + " is '" + value + "': allowed is " + allowed);
    }
}
