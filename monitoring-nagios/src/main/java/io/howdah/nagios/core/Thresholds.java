// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The limits of all metrics of one check: its defaults, with what the user set in their place. Immutable. */
public final class Thresholds {
    private final Map<String, Limit> warning;
    private final Map<String, Limit> critical;

    private Thresholds(Map<String, Limit> warning, Map<String, Limit> critical) {
        this.warning = Map.copyOf(warning);
        this.critical = Map.copyOf(critical);
    }

    /** The check's own limits. */
    public static Thresholds defaults(Check check) {
        return parse(check, List.of(), List.of());
    }

    /**
     * The check's limits with the user's.
     *
     * @param warnings values of {@code -w}: {@code RANGE} for the check's first metric, or {@code METRIC=RANGE};
     *     {@code METRIC=} takes a default away
     * @param criticals values of {@code -c}, likewise
     * @throws IllegalArgumentException with option, value and what is allowed
     */
    public static Thresholds parse(Check check, List<String> warnings, List<String> criticals) {
        Map<String, Limit> warning = new HashMap<>();
        Map<String, Limit> critical = new HashMap<>();
        for (Metric metric : check.metrics()) {
            if (!metric.warning().isEmpty()) {
                warning.put(metric.name(), Limit.parse(metric.warning()));
            }
            if (!metric.critical().isEmpty()) {
                critical.put(metric.name(), Limit.parse(metric.critical()));
            }
        }
        warnings.forEach(value -> set(check, "-w", value, warning));
        criticals.forEach(value -> set(check, "-c", value, critical));
        return new Thresholds(warning, critical);
    }

    private static void set(Check check, String option, String value, Map<String, Limit> limits) {
        int equals = value.indexOf('=');
        String name = equals < 0 ? check.metrics().get(0).name() : value.substring(0, equals);
        Metric metric = check.metrics().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + " " + value + ": " + check.id()
                        + " has no metric '" + name + "'; allowed: "
                        + check.metrics().stream().map(Metric::name).collect(Collectors.joining(", "))));
        String text = value.substring(equals + 1);
        if (equals >= 0 && text.isEmpty()) {
            limits.remove(name);
            return;
        }
        Limit limit;
        try {
            limit = Limit.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + value + ": " + e.getMessage(), e);
        }
        if (limit.percent() && metric.unit() != Uom.PERCENT && !metric.hasTotal()) {
            throw new IllegalArgumentException(
                    option + " " + value + ": " + name + " is no part of a total; allowed: a range without %");
        }
        // "-w 80%" on a metric that is a percentage already means 80.
        limits.put(name, metric.unit() == Uom.PERCENT ? new Limit(limit.range(), false) : limit);
    }

    /** The ranges for a metric, given the total its value is part of. */
    public Threshold of(Metric metric, double total) {
        return new Threshold(
                Optional.ofNullable(warning.get(metric.name())).map(limit -> limit.over(total)),
                Optional.ofNullable(critical.get(metric.name())).map(limit -> limit.over(total)));
    }
}
