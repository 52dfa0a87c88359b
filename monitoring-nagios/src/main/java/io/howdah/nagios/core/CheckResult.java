// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a check found. Immutable; printed with {@link #render}.
 *
 * @param check the check's id, such as {@code datanodes}
 * @param status OK, WARNING, CRITICAL or UNKNOWN
 * @param summary the one line an operator reads first
 * @param perfData performance data, in a fixed order
 * @param details lines of long output, most important first
 */
public record CheckResult(String check, Status status, String summary, List<PerfData> perfData, List<String> details) {
    /** Nagios reads at most this much of a plugin's output. */
    public static final int MAX_BYTES = 4096;

    private static final int MAX_SUMMARY_BYTES = 240;

    public CheckResult {
        perfData = List.copyOf(perfData);
        details = List.copyOf(details);
    }

    /** A result with a line of text only. */
    public static CheckResult of(String check, Status status, String summary) {
        return new CheckResult(check, status, summary, List.of(), List.of());
    }

    /**
     * One result of several: the worst status; the summary of the first that has it; all performance data (labels get
     * their check's id in front, so that none is lost) and one line of details each.
     *
     * @param results at least one
     */
    public static CheckResult worstOf(String check, List<CheckResult> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("the worst of no results: there must be at least one");
        }
        Status worst = results.stream().map(CheckResult::status).reduce(Status.OK, Status::worse);
        List<PerfData> perfData = new ArrayList<>();
        List<String> details = new ArrayList<>();
        String summary = "";
        for (CheckResult result : results) {
            if (result.status == worst && summary.isEmpty()) {
                summary = result.check + ": " + result.summary;
            }
            details.add(result.check + " " + result.status + " - " + result.summary);
            for (PerfData item : result.perfData) {
                perfData.add(new PerfData(
                        result.check + "_" + item.label(),
                        item.value(),
                        item.unit(),
                        item.threshold(),
                        item.min(),
                        item.max()));
            }
        }
        return new CheckResult(check, worst, summary, perfData, details);
    }

    /**
     * Plugin output: {@code CHECK STATUS - summary | perfdata}, then with {@code longOutput} the details, one a line.
     * At most {@value #MAX_BYTES} bytes of UTF-8 with the last line end; the summary is cut first, then performance data
     * is left out by whole items, then details by whole lines.
     */
    public String render(boolean longOutput) {
        StringBuilder out = new StringBuilder(PluginText.fit(
                check.toUpperCase(Locale.ROOT) + " " + status + " - " + PluginText.clean(summary), MAX_SUMMARY_BYTES));
        int used = PluginText.bytes(out.toString()) + 1;
        String separator = " | ";
        for (PerfData item : perfData) {
            String text = separator + item;
            int size = PluginText.bytes(text);
            if (used + size > MAX_BYTES) {
                break;
            }
            out.append(text);
            used += size;
            separator = " ";
        }
        if (longOutput) {
            for (String line : details) {
                String text = "\n" + PluginText.clean(line);
                int size = PluginText.bytes(text);
                if (used + size > MAX_BYTES) {
                    break;
                }
                out.append(text);
                used += size;
            }
        }
        return out.append('\n').toString();
    }
}
