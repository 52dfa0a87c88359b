// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import java.time.Duration;
import java.util.List;

/**
 * What one step of the demo did.
 *
 * @param title of the step
 * @param passed whether everything the step asserts was true
 * @param took wall-clock time
 * @param summary what happened, one or two sentences
 * @param evidence what proves that the plugin did it: name and value
 * @param command what a user types for this on a real cluster
 */
public record Section(
        String title,
        boolean passed,
        Duration took,
        String summary,
        List<Evidence> evidence,
        String command,
        List<Table> tables,
        List<Chart> charts) {

    /** One fact, and where it was read. */
    public record Evidence(String what, String value) {}

    public Section {
        evidence = List.copyOf(evidence);
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
    }
}
