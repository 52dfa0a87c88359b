// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Base URLs of daemons' web servers. */
public final class DaemonUrl {
    private static final String ALLOWED =
            "; allowed: http://HOST:PORT or https://HOST:PORT, without user, query or fragment";

    private DaemonUrl() {}

    /**
     * Reads a base URL.
     *
     * @throws IllegalArgumentException with the text and what is allowed
     */
    public static URI parse(String text) {
        try {
            return normalise(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL '" + text + "': " + e.getReason() + ALLOWED, e);
        }
    }

    /** Of a host and port. An IPv6 address may stand without brackets. */
    public static URI of(boolean https, String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return parse((https ? "https://" : "http://") + (bare ? "[" + host + "]" : host) + ":" + port);
    }

    /** Checks the URL, sets the scheme's port where none is given, and takes a trailing slash or {@code /jmx} away. */
    static URI normalise(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean https = scheme.equals("https");
        if (!https && !scheme.equals("http")) {
            throw refuse(url, "is no http or https URL");
        }
        if (url.getHost() == null) {
            throw refuse(url, "names no host");
        }
        if (url.getRawUserInfo() != null) {
            // Do not repeat it: it may hold a password.
            throw new IllegalArgumentException("a URL with a user in it" + ALLOWED);
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refuse(url, "has a query or fragment");
        }
        int port = url.getPort() >= 0 ? url.getPort() : https ? 443 : 80;
        if (port == 0 || port > 65535) {
            throw refuse(url, "has port " + port + ", which is not in 1 to 65535");
        }
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.endsWith("/jmx")) {
            path = path.substring(0, path.length() - "/jmx".length());
        }
        return URI.create(scheme + "://" + url.getHost() + ":" + port + path);
    }

    private static IllegalArgumentException refuse(URI url, String why) {
        return new IllegalArgumentException("URL '" + url + "' " + why + ALLOWED);
    }
}
