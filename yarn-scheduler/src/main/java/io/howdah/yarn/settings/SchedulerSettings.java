// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The validated settings of the scheduler. Immutable.
 *
 * @param packingEnabled whether leaf queues are packed; false is stock behaviour
 * @param fairness share of the waiting applications that packing leaves alone, 0 to 1
 * @param starvationTimeoutMillis how long the stock order's first application may be held back, in milliseconds
 * @param maxFailures the failure of our code that turns packing off
 * @param decisionLogSize how many decisions are kept for explain; 0 keeps none
 */
public record SchedulerSettings(
        boolean packingEnabled, double fairness, long starvationTimeoutMillis, int maxFailures, int decisionLogSize) {

    /** Every key of this module starts so. A key with this prefix that is not in {@link #ALL} is refused: it is a typo. */
    public static final String PREFIX = "howdah.scheduler.";

    public static final Setting PACKING_ENABLED = new Setting(
            PREFIX + "packing.enabled",
            "false",
            "true or false",
            "Orders the applications of each leaf queue by remaining work and by how well their next request fits the node on"
                    + " offer. false is stock CapacityScheduler behaviour.");
    public static final Setting PACKING_FAIRNESS = new Setting(
            PREFIX + "packing.fairness",
            "0.5",
            "a number from 0 to 1",
            "Share of the waiting applications of a queue that is not scored, those furthest above their fair share. 0 packs"
                    + " most, 1 keeps the stock order.");
    public static final Setting PACKING_STARVATION_TIMEOUT = new Setting(
            PREFIX + "packing.starvation-timeout",
            "30s",
            "a whole number with ms, s, m or h, from 1s to 1h",
            "How long the application that stock would serve first may be passed over before the stock order, with its"
                    + " reservations, returns.");
    public static final Setting PACKING_MAX_FAILURES = new Setting(
            PREFIX + "packing.max-failures",
            "5",
            "a whole number from 1 to 1000",
            "The failure inside the packing code that turns packing off until the next refresh. Each failed decision falls back"
                    + " to the stock order.");
    public static final Setting DECISION_LOG_SIZE = new Setting(
            PREFIX + "decision-log.size",
            "256",
            "a whole number from 0 to 10000",
            "How many of the last packing decisions are kept in memory for `howdah scheduler explain`. 0 keeps none.");

    /** All settings, in the order of CONFIGURATION.md. */
    public static final List<Setting> ALL = List.of(
            PACKING_ENABLED, PACKING_FAIRNESS, PACKING_STARVATION_TIMEOUT, PACKING_MAX_FAILURES, DECISION_LOG_SIZE);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Map<String, Long> UNIT_MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    /** The settings when nothing is configured. */
    public static SchedulerSettings defaults() {
        return parse(key -> null);
    }

    /**
     * Reads and validates all settings.
     *
     * @param lookup value of a key, null when it is not set; surrounding blanks do not matter
     * @throws IllegalArgumentException with key, value and what is allowed
     */
    public static SchedulerSettings parse(UnaryOperator<String> lookup) {
        return new SchedulerSettings(
                bool(PACKING_ENABLED, lookup),
                number(PACKING_FAIRNESS, lookup, 0, 1),
                duration(PACKING_STARVATION_TIMEOUT, lookup, 1_000, 3_600_000),
                whole(PACKING_MAX_FAILURES, lookup, 1, 1_000),
                whole(DECISION_LOG_SIZE, lookup, 0, 10_000));
    }

    /**
     * Refuses keys that look like ours and are not.
     *
     * @param keys all configured keys; those without {@link #PREFIX} are ignored
     * @throws IllegalArgumentException naming the first unknown key and those that exist
     */
    public static void rejectUnknown(Iterable<String> keys) {
        for (String key : keys) {
            if (key.startsWith(PREFIX) && ALL.stream().noneMatch(s -> s.key().equals(key))) {
                throw new IllegalArgumentException(key + " is not a setting of the scheduler: allowed are "
                        + String.join(", ", ALL.stream().map(Setting::key).toList()));
            }
        }
    }

    private static String value(Setting setting, UnaryOperator<String> lookup) {
        String value = lookup.apply(setting.key());
        return value == null ? setting.defaultValue() : value.trim();
    }

    private static boolean bool(Setting setting, UnaryOperator<String> lookup) {
        String value = value(setting, lookup);
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw setting.rejects(value);
        };
    }

    private static double number(Setting setting, UnaryOperator<String> lookup, double min, double max) {
        String value = value(setting, lookup);
        try {
            double number = Double.parseDouble(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Rejected below, with what is allowed.
        }
        throw setting.rejects(value);
    }

    private static int whole(Setting setting, UnaryOperator<String> lookup, int min, int max) {
        String value = value(setting, lookup);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Rejected below, with what is allowed.
        }
        throw setting.rejects(value);
    }

    private static long duration(Setting setting, UnaryOperator<String> lookup, long min, long max) {
        String value = value(setting, lookup);
        Matcher m = DURATION.matcher(value);
        if (m.matches()) {
            long millis = Long.parseLong(m.group(1)) * UNIT_MILLIS.get(m.group(2));
            if (millis >= min && millis <= max) {
                return millis;
            }
        }
        throw setting.rejects(value);
    }
}
