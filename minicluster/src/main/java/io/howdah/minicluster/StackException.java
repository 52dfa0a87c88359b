// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

/** The stack could not do what it was asked to; the message says which service, and what was wrong. */
public class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the service and what was wrong */
    public StackException(String message) {
        super(message);
    }

    /**
     * @param message the service and what was wrong
     * @param cause may be null
     */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
