// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands against a web server that answers as a ResourceManager does; the real one is asked in the IT. */
class SchedulerCommandTest {
    private static final String OURS = """
            {"beans":[{"name":"Hadoop:service=ResourceManager,name=HowdahScheduler",
             "tag.SchedulerClass":"io.howdah.yarn.ResourceAwareScheduler","PackingEnabled":1,"PackingTripped":0,
             "NodeOffers":42,"DecisionNanosAvgTime":1234.5}]}
            """;
    private static final String DECISIONS = """
            {"beans":[{"Decisions":[
             {"time":0,"node":"n1:1","queue":"root.a","first":"application_1_0002","stockFirst":"application_1_0001","reason":"r1"},
             {"time":0,"node":"n2:1","queue":"root.a","first":"application_1_0003","stockFirst":"application_1_0003","reason":"r2"}]}]}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String key = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getQuery();
            String body = answers.getOrDefault(query != null && query.endsWith("Decisions") ? "decisions" : key, "");
            exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, 0);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        answers.put("/jmx", OURS);
        answers.put("decisions", DECISIONS);
        answers.put("/ws/v1/cluster/scheduler", "{\"scheduler\":{\"schedulerInfo\":{\"type\":\"capacityScheduler\"}}}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... args) {
        return SchedulerCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void status_isZero_whenOurSchedulerRuns() {
        assertThat(run("status", "--rm", address())).isZero();
        assertThat(out.toString())
                .contains("scheduler io.howdah.yarn.ResourceAwareScheduler (capacityScheduler)")
                .contains("packing   on")
                .contains("NodeOffers 42");
    }

    @Test
    void status_isJson_whenAskedFor() {
        assertThat(run("status", "--rm", address(), "--json")).isZero();
        assertThat(out.toString().trim())
                .isEqualTo("{\"active\":true,\"schedulerClass\":\"io.howdah.yarn.ResourceAwareScheduler\","
                        + "\"schedulerType\":\"capacityScheduler\",\"packing\":\"on\",\"counters\":{\"PackingEnabled\":1,"
                        + "\"PackingTripped\":0,\"NodeOffers\":42,\"DecisionNanosAvgTime\":1234.5}}");
    }

    @Test
    void status_isOne_whenAnotherSchedulerRuns() {
        answers.put("/jmx", "{\"beans\":[]}");
        answers.put("/conf", "{\"property\":{\"key\":\"k\",\"value\":\"org.example.Other\"}}");
        assertThat(run("status", "--rm", address())).isEqualTo(1);
        assertThat(out.toString())
                .contains("scheduler org.example.Other (capacityScheduler)")
                .contains("does not run there");
    }

    @Test
    void status_saysDisabled_whenPackingHasTripped() {
        answers.put("/jmx", OURS.replace("\"PackingTripped\":0", "\"PackingTripped\":1"));
        assertThat(run("status", "--rm", address())).isZero();
        assertThat(out.toString()).contains("packing   disabled");
    }

    @Test
    void status_isThree_whenNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(run("status", "--rm", "http://127.0.0.1:" + port)).isEqualTo(3);
        assertThat(err.toString().lines()).singleElement().asString().contains("127.0.0.1:" + port);
    }

    @Test
    void status_isThree_whenTheAnswerIsNotThatOfAResourceManager() {
        for (String odd : new String[] {"<html/>", "{\"beans\":7}", "[1]", "{\"beans\":[", "[".repeat(5000)}) {
            answers.put("/jmx", odd);
            assertThat(run("status", "--rm", address())).as(odd).isEqualTo(3);
        }
        answers.remove("/jmx");
        assertThat(run("status", "--rm", address())).isEqualTo(3);
        assertThat(err.toString().lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("cannot ask the ResourceManager at "));
    }

    @Test
    void explain_printsWhatConcernsTheApplication() {
        assertThat(run("explain", "application_1_0001", "--rm", address())).isZero();
        assertThat(out.toString().trim())
                .isEqualTo("1970-01-01T00:00:00Z n1:1 root.a: application_1_0002 before application_1_0001 (r1)");
        assertThat(run("explain", "application_1_0009", "--rm", address())).isEqualTo(1);
        assertThat(run("explain", "--json", "--rm", address())).isZero();
        assertThat(out.toString()).contains("\"reason\":\"r2\"");
    }

    @Test
    void explain_isThree_whenAnotherSchedulerRuns() {
        answers.put("decisions", "{\"beans\":[]}");
        assertThat(run("explain", "--rm", address())).isEqualTo(3);
        assertThat(err.toString()).contains("Howdah's scheduler does not run there");
    }

    @Test
    void usage_isTwo_whenItIsBad() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("status", "--rm", "ftp://x")).isEqualTo(2);
        assertThat(run("status", "--rm", "::")).isEqualTo(2);
        assertThat(run("status", "--timeout", "0")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(5)
                .anyMatch(line -> line.contains("--rm is 'ftp://x': allowed is http://"));
    }

    @Test
    void help_hasAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(run("status", "--help")).isZero();
        assertThat(run("explain", "--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .contains("Usage: howdah scheduler status")
                .contains("Example:")
                .contains("--rm=URL");
    }
}
