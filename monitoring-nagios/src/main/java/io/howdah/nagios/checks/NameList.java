// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import java.util.List;

/** Names for the first line of output: few, and how many more there are. */
final class NameList {
    private static final int SHOWN = 3;

    private NameList() {}

    static String of(List<String> names) {
        if (names.size() <= SHOWN) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }

    /** The names in parentheses behind a text; the text alone when there are none. */
    static String behind(String text, List<String> names) {
        return names.isEmpty() ? text : text + " (" + of(names) + ")";
    }
}
