// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of {@link Setting}s; every method throws {@link InvalidInputException} with key, value and allowed. */
public final class SettingReader {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m)");

    private final UnaryOperator<String> lookup;

    /** @param lookup value of a key, or {@code null}; a Hadoop {@code Configuration::getTrimmed} or a map's {@code get} */
    public SettingReader(UnaryOperator<String> lookup) {
        this.lookup = lookup;
    }

    /** The value or the default, without white space around it. */
    public String text(Setting setting) {
        String value = lookup.apply(setting.key());
        return value == null || value.isBlank() ? setting.defaultValue() : value.trim();
    }

    public Optional<String> optional(Setting setting) {
        return Optional.of(text(setting)).filter(text -> !text.isEmpty());
    }

    /** A whole number and {@code ms}, {@code s} or {@code m}, within the limits in milliseconds. */
    public Duration duration(Setting setting, long minMillis, long maxMillis) {
        String text = text(setting);
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long unit = matcher.group(2).equals("ms") ? 1 : matcher.group(2).equals("s") ? 1_000 : 60_000;
            long millis = Long.parseLong(matcher.group(1)) * unit;
            if (millis >= minMillis && millis <= maxMillis) {
                return Duration.ofMillis(millis);
            }
        }
        throw invalid(setting, text);
    }

    /** The parts of a comma-separated list that are not empty. */
    public static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return items;
    }

    public static InvalidInputException invalid(Setting setting, String value) {
        return InvalidInputException.of(setting.key(), value, setting.allowed());
    }
}
