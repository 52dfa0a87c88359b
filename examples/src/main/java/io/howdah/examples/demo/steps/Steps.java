// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.demo.scenario.DemoStep;
import java.util.List;

/** The demo's steps, in order. */
public final class Steps {

    private Steps() {}

    public static List<DemoStep> all() {
        return List.of(
                new StartStep(),
                new LoadRowsStep(),
                new ReportJobStep(),
                new StreamingStep(),
                new BulkLoadStep(),
                new AggregateStep(),
                new PlacementTableStep(),
                new ChecksStep(),
                new FailoverStep());
    }
}
