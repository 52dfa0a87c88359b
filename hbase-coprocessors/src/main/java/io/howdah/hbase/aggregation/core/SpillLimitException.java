// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.io.IOException;

/** The groups of an answer take more room on disk than they may. */
public final class SpillLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SpillLimitException(String message) {
        super(message);
    }
}
