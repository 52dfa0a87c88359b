// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Need;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * One GET that must answer with a JSON object, and what every way to fail means for a check.
 *
 * <p>{@link HttpURLConnection} on purpose: java.net.http starts a selector, a thread pool and TLS, most of a second in a
 * JVM that lives for one request. No proxy is used and no redirect is followed: a check is about one daemon.
 */
final class HttpJson {
    private final long maxBytes;

    HttpJson(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The object as a document of the need, or the failure. */
    Answer get(URI daemon, Need need, Fetch fetch) {
        int left = fetch.millisLeft();
        if (left == 0) {
            return timedOut();
        }
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) new URL(daemon + need.pathAndQuery()).openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(left);
            connection.setReadTimeout(left);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Accept", "application/json");
            if (!fetch.begin(connection)) {
                return timedOut();
            }
            int code = connection.getResponseCode();
            if (code != HttpURLConnection.HTTP_OK) {
                connection.disconnect();
                return refused(need, code, connection.getHeaderField("Location"));
            }
            try (InputStream body = new BoundedStream(connection.getInputStream(), maxBytes, fetch)) {
                Map<String, Object> fields = Json.readObject(body);
                return new Answer.Document(need, fields);
            }
        } catch (IOException | RuntimeException e) {
            if (connection != null) {
                connection.disconnect();
            }
            return failure(need, connection, e, fetch);
        }
    }

    static Answer timedOut() {
        return Answer.unreachable("no answer in time");
    }

    private static Answer refused(Need need, int code, String location) {
        if (code == 401 || code == 403 || code == 407) {
            return Answer.unusable(need + ": access denied (HTTP " + code
                    + "); the web server wants a login, which this check does not have");
        }
        if (code == 404) {
            return Answer.unusable(need + " is not there (HTTP 404)");
        }
        if (code >= 300 && code < 400) {
            return Answer.unusable(
                    need + ": redirected to " + (location == null ? "nowhere" : location) + " (HTTP " + code + ")");
        }
        if (code >= 500) {
            return Answer.unreachable(need + ": the daemon's web server failed (HTTP " + code + ")");
        }
        return Answer.unusable(
                code < 0 ? need + ": the answer is not HTTP" : need + ": unexpected answer (HTTP " + code + ")");
    }

    private Answer failure(Need need, HttpURLConnection connection, Exception e, Fetch fetch) {
        if (e instanceof SocketTimeoutException || fetch.millisLeft() == 0) {
            return timedOut();
        }
        if (e instanceof UnknownHostException) {
            return Answer.unreachable("the host name does not resolve");
        }
        if (e instanceof ConnectException) {
            return Answer.unreachable("connection refused");
        }
        if (e instanceof NoRouteToHostException) {
            return Answer.unreachable("no route to the host");
        }
        if (e instanceof TooLargeException) {
            return Answer.unusable(need + ": the answer is " + e.getMessage());
        }
        if (e instanceof SSLException) {
            return Answer.unusable("TLS: " + oneLine(e.getMessage()));
        }
        if (e instanceof JsonProcessingException json) {
            String type = connection == null ? null : connection.getContentType();
            return Answer.unusable(need + ": the answer is no JSON object but "
                    + (type == null ? "of unknown type" : type) + " (" + oneLine(json.getOriginalMessage()) + ")");
        }
        return Answer.unreachable("the connection broke: " + oneLine(e.getMessage()));
    }

    private static String oneLine(String message) {
        if (message == null) {
            return "no reason given";
        }
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() > 160 ? line.substring(0, 160) + "..." : line;
    }
}
