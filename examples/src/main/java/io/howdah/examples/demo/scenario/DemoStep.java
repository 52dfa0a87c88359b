// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import java.util.Optional;

/** One step of the demo: something a user would do on a real cluster, and the proof that our plugin did it. */
public interface DemoStep {

    /** A few words, for the progress line and the report. */
    String title();

    /** The plugin whose work the step asserts, if it asserts one's. */
    default Optional<Plugin> plugin() {
        return Optional.empty();
    }

    /**
     * Does it.
     *
     * @throws StepFailure when something the step asserts is not true: the plugin was not the one called, or a result is
     *     wrong
     * @throws Exception whatever the platform throws
     */
    StepOutcome run(DemoContext context) throws Exception;
}
