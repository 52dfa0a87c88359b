// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Collects what a check finds into a {@link CheckResult}: reasons first, in the order of their weight, then what is
 * simply so. For one thread.
 */
public final class Verdict {
    private final String check;
    private final Thresholds thresholds;
    private final List<String> critical = new ArrayList<>();
    private final List<String> warning = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<PerfData> perfData = new ArrayList<>();

    public Verdict(String check, Thresholds thresholds) {
        this.check = check;
        this.thresholds = thresholds;
    }

    /**
     * Holds a value against the metric's threshold and adds its performance data.
     *
     * @param total what the value is a part of, or NaN when it is no part of anything
     * @param text the value in words; a reason when the threshold is crossed, else a fact, which may be empty when it is
     *     not worth a word
     */
    public Status measure(Metric metric, double value, double total, String text) {
        boolean bounded = Double.isFinite(total);
        Threshold threshold = thresholds.of(metric, bounded ? total : 0);
        perfData.add(PerfData.of(metric.name(), value, metric.unit())
                .withThreshold(threshold)
                .withBounds(OptionalDouble.of(0), bounded ? OptionalDouble.of(total) : OptionalDouble.empty()));
        Status status = threshold.status(value);
        if (status == Status.OK) {
            if (!text.isEmpty()) {
                facts.add(text);
            }
        } else {
            raise(status, text.isEmpty() ? metric.name() + " is " + Decimal.format(value) : text);
            Optional<Range> crossed = status == Status.CRITICAL ? threshold.critical() : threshold.warning();
            crossed.ifPresent(range -> details.add(metric.name() + " = " + Decimal.format(value)
                    + metric.unit().symbol() + " is " + (range.alertInside() ? "inside " : "outside ") + range + " ("
                    + status + ")"));
        }
        return status;
    }

    /** A reason that no threshold is about. */
    public void raise(Status status, String reason) {
        switch (status) {
            case CRITICAL -> critical.add(reason);
            case WARNING -> warning.add(reason);
            case UNKNOWN -> unknown.add(reason);
            case OK -> facts.add(reason);
        }
    }

    /** A failure as a reason. */
    public void raise(CheckFailure failure) {
        raise(failure.status(), failure.getMessage());
    }

    /** A value without a threshold. */
    public void report(PerfData item) {
        perfData.add(item);
    }

    /** A line of long output. */
    public void detail(String line) {
        details.add(line);
    }

    public CheckResult result() {
        Status status = !critical.isEmpty()
                ? Status.CRITICAL
                : !warning.isEmpty() ? Status.WARNING : !unknown.isEmpty() ? Status.UNKNOWN : Status.OK;
        List<String> all = new ArrayList<>(critical);
        all.addAll(warning);
        all.addAll(unknown);
        all.addAll(facts);
        return new CheckResult(check, status, String.join(", ", all), perfData, details);
    }
}
