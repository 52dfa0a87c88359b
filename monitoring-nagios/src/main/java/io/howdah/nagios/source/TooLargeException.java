// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import java.io.IOException;

/** An answer exceeds the size limit. */
final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long limit) {
        super("longer than the limit of " + limit + " bytes");
    }
}
