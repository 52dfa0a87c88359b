// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * Why a check cannot judge: the status to report and one line for the operator. It carries no stack trace, because none
 * is ever shown and one-shot runs must be quick.
 */
public final class CheckFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Status status;

    public CheckFailure(Status status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public Status status() {
        return status;
    }
}
