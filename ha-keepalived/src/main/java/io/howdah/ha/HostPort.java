// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host name or address and a TCP port, unresolved.
 *
 * @param port 1..65535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.?))(:([0-9]{1,5}))?");

    /**
     * @param where the key or option named in the error
     * @param text {@code HOST:PORT}, {@code [IPV6]:PORT}, or without the port
     * @param defaultPort used when the text has none
     */
    public static HostPort parse(String where, String text, int defaultPort) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int port = matcher.group(6) == null ? defaultPort : Integer.parseInt(matcher.group(6));
            if (port >= 1 && port <= 65_535) {
                return new HostPort(matcher.group(2) != null ? matcher.group(2) : matcher.group(3), port);
            }
        }
        throw InvalidInputException.of(where, text.isEmpty() ? null : text, "HOST:PORT with a port from 1 to 65535");
    }

    /** Whether it means "every address of the host it is on". */
    boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
