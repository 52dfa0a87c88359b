// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.IOException;

/** A job that the cluster ran and that did not succeed; the message names the job and the first diagnosis. */
public final class JobFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    JobFailedException(String message) {
        super(message);
    }
}
