// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One check: says what it needs, and judges what was fetched. It fetches nothing itself, holds no state and is safe for
 * use by many threads, so the same code serves a one-shot run, a resident collector and a replay of recorded answers.
 */
public interface Check {
    /** Name on the command line, such as {@code datanodes}. */
    String id();

    /** One line: what it looks at. */
    String summary();

    /** The daemon it asks. */
    Role role();

    /** Its metrics; the first is the one that a {@code -w} or {@code -c} without a name means. */
    List<Metric> metrics();

    /** What it reads on every run. */
    Set<Need> needs();

    /**
     * What it reads only when something is wrong, by endpoint name: lists of nodes are megabytes on a large cluster, so
     * they are fetched to name the culprits and for nothing else. {@link #evaluate} must do without them.
     */
    default Map<String, Set<Need>> details(Snapshot snapshot) {
        return Map.of();
    }

    /** Judges. Never throws for anything a daemon may answer: what cannot be judged is UNKNOWN. */
    CheckResult evaluate(Snapshot snapshot, Thresholds thresholds);
}
