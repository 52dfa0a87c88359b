// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.IOException;

/** A source that does not answer, or answers nonsense. The message is one line without a secret. */
public final class SourceFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 400;

    public SourceFailure(String message) {
        super(oneLine(message));
    }

    public SourceFailure(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").trim();
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "..." : line;
    }
}
