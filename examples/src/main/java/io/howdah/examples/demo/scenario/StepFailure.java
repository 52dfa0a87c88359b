// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

/** A step's assertion does not hold. The message says what was expected and what was seen. */
public final class StepFailure extends Exception {

    private static final long serialVersionUID = 1L;

    public StepFailure(String message) {
        super(message);
    }

    /** Fails unless {@code holds}. */
    public static void unless(boolean holds, String message) throws StepFailure {
        if (!holds) {
            throw new StepFailure(message);
        }
    }
}
