// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.examples.demo.scenario.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a daemon's beans the way an operator does: over its web server. */
final class Jmx {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 20_000;

    private Jmx() {}

    /** The beans that match the query, for example {@code Hadoop:service=*,name=HowdahPlacement*}: in one JVM the first
     * daemon gives all beans its service name. */
    static List<JsonNode> beans(String web, String query) throws IOException {
        List<JsonNode> beans = new ArrayList<>();
        get(web, "/jmx?qry=" + query).path("beans").forEach(beans::add);
        return beans;
    }

    /**
     * The sum of a counter over the beans that match (daemons in one JVM share one bean server), as soon as it is at
     * least {@code expected}: beans are a little old, and HBase takes its own away for a moment when regions move.
     *
     * @throws StepFailure when the counter stays below, or no bean has it, until the deadline
     */
    static long awaitAtLeast(long expected, String web, String query, String attribute)
            throws IOException, StepFailure, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            long sum = 0;
            boolean found = false;
            for (JsonNode bean : beans(web, query)) {
                JsonNode value = bean.path(attribute);
                if (value.isNumber()) {
                    sum += value.asLong();
                    found = true;
                }
            }
            if (found && sum >= expected) {
                return sum;
            }
            if (System.nanoTime() > end) {
                throw new StepFailure(
                        found
                                ? attribute + " of " + query + " is " + sum + ", at least " + expected + " is expected"
                                : "no bean " + query + " with attribute " + attribute + " at http://" + web + "/jmx");
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    /** A JSON document of a daemon's web server. */
    static JsonNode get(String web, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + web + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Accept", "application/json");
        try (InputStream in = connection.getInputStream()) {
            return JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            connection.disconnect();
        }
    }
}
