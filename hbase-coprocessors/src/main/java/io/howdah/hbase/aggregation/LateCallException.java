// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import java.io.IOException;

/** A call waited so long for its turn that no time is left for its first row: nothing is wrong with the row. */
final class LateCallException extends IOException {
    private static final long serialVersionUID = 1L;

    LateCallException(String message) {
        super(message);
    }
}
