// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.Role;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hadoop.net.ConnectTimeoutException;

/**
 * What one question to one daemon proved, and why.
 *
 * @param silent nothing came by the deadline: an unknown that contradicts nothing
 */
record Answer(Role role, String reason, boolean silent) {

    Answer(Role role, String reason) {
        this(role, reason, false);
    }

    static Answer of(Role role) {
        return new Answer(role, role.name().toLowerCase(Locale.ROOT));
    }

    static Answer unknown(String reason) {
        return new Answer(Role.UNKNOWN, reason);
    }

    static Answer silent(String reason) {
        return new Answer(Role.UNKNOWN, "no answer in time (" + reason + ")", true);
    }

    /** A state as Hadoop spells it in RPC, JMX and REST. */
    static Answer ofState(String state) {
        return switch (state.toUpperCase(Locale.ROOT)) {
            case "ACTIVE" -> of(Role.ACTIVE);
            case "STANDBY" -> of(Role.STANDBY);
            case "OBSERVER" -> of(Role.OBSERVER);
            case "INITIALIZING" -> new Answer(Role.TRANSITION, "initializing");
            case "STOPPING" -> new Answer(Role.TRANSITION, "stopping");
            default -> unknown("unknown state '" + state + "'");
        };
    }

    /** What an HTTP status other than the expected ones means. */
    static Answer ofHttpStatus(int status, String what) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
                unknown("HTTP " + status + " from " + what + ": the web server wants an authenticated user (SPNEGO),"
                        + " which this probe does not speak");
            default -> unknown("HTTP " + status + " from " + what);
        };
    }

    /** What a failed connection or call proves: only a refused connection proves that nobody is there. */
    static Answer ofFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // Before ConnectException: both extend it or are wrapped in it.
            if (cause instanceof ConnectTimeoutException || cause instanceof SocketTimeoutException) {
                return silent(oneLine(cause));
            }
            if (cause instanceof UnknownHostException) {
                return unknown("host name does not resolve");
            }
            if (cause instanceof NoRouteToHostException) {
                return unknown("no route to the host");
            }
            if (cause instanceof ConnectException) {
                return new Answer(Role.DOWN, "connection refused");
            }
            if (cause instanceof SSLException) {
                return unknown("TLS: " + oneLine(cause));
            }
        }
        return unknown(failure.getClass().getSimpleName() + ": " + oneLine(failure));
    }

    static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage().lines().findFirst().orElse("");
        return message.length() <= 160 ? message : message.substring(0, 160) + "...";
    }
}
