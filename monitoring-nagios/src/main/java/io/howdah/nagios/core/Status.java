// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * The four states of a Nagios service, with their exit codes.
 *
 * <p>Order of severity, for the worst of several results: CRITICAL, WARNING, UNKNOWN, OK. An UNKNOWN part must not
 * hide a part that is known to be bad; it must not pass for OK either.
 *
 * @see <a href="https://nagios-plugins.org/doc/guidelines.html#AEN78">Nagios plugin guidelines, return codes</a>
 */
public enum Status {
    OK(0, 0),
    WARNING(1, 2),
    CRITICAL(2, 3),
    UNKNOWN(3, 1);

    private final int exitCode;
    private final int severity;

    Status(int exitCode, int severity) {
        this.exitCode = exitCode;
        this.severity = severity;
    }

    /** The plugin's exit code, 0 to 3. */
    public int exitCode() {
        return exitCode;
    }

    /** The worse of the two. */
    public Status worse(Status other) {
        return other.severity > severity ? other : this;
    }
}
