// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import java.nio.file.Path;

/**
 * A plan that cannot be used. The message is one line a person can act on: {@code file:line: what is wrong; allowed: what
 * would be right}.
 */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param file the plan
     * @param line line of the offending element, counted from 1; 0 when no line is to blame
     * @param what what is wrong, with the offending value
     * @param allowed what is allowed instead
     */
    public PlanException(Path file, int line, String what, String allowed) {
        super((file + (line > 0 ? ":" + line : "") + ": " + what + "; allowed: " + allowed)
                .replaceAll("\\p{Cntrl}+", " "));
    }
}
