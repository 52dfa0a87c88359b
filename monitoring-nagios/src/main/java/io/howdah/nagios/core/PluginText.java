// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.nio.charset.StandardCharsets;

/**
 * Text that is safe in plugin output. Nagios knows no escape for {@code |}, which begins performance data, so it becomes
 * {@code /}; control characters, line ends and unpaired surrogates become blanks.
 */
final class PluginText {
    private PluginText() {}

    static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '|') {
                out.append('/');
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || (c >= 0xD800 && c <= 0xDFFF)) {
                out.append(' ');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** The text, cut at a character so that it holds at most {@code limit} UTF-8 bytes; what was cut shows as "...". */
    static String fit(String text, int limit) {
        if (bytes(text) <= limit) {
            return text;
        }
        int end = 0;
        int size = 3;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            int width = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (size + width > limit) {
                break;
            }
            size += width;
            end += Character.charCount(c);
        }
        return text.substring(0, end) + "...";
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
