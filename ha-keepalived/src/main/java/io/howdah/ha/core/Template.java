// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with <code>@{name}</code> placeholders. Every placeholder needs a value and every value a placeholder, so a
 * template and the code that fills it cannot drift apart unseen. (The marker is not <code>${name}</code>: that is the
 * shell's.) Immutable.
 */
final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("@\\{([a-z-]+)}");
    private final String name;
    private final String text;

    Template(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** The template shipped next to this class under {@code name}. */
    static Template resource(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("template " + name + " is not in the jar");
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("template " + name, e);
        }
    }

    /**
     * @throws IllegalStateException for a placeholder without a value or a value without a placeholder: an error in
     *     this program, never in the user's input
     */
    String fill(Map<String, String> values) {
        Set<String> unused = new TreeSet<>(values.keySet());
        StringBuilder out = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IllegalStateException(name + ": no value for @{" + matcher.group(1) + "}");
            }
            unused.remove(matcher.group(1));
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        if (!unused.isEmpty()) {
            throw new IllegalStateException(name + ": no placeholder for " + unused);
        }
        return matcher.appendTail(out).toString();
    }
}
