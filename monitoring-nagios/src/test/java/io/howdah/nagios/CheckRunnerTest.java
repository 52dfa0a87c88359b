// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.source.Source;
import io.howdah.nagios.testing.FakeDaemon;
import io.howdah.nagios.testing.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Daemons that are down, slow, huge or no daemons at all. */
@Timeout(120) // far above any time-out in here: a run that never ends must not stop the build
class CheckRunnerTest {
    private static final Check NODES = Checks.find("datanodes").orElseThrow();
    private static final String OK_HEADER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    @Test
    void refusedConnection_isCritical() {
        URI nobody;
        try (FakeDaemon daemon = FakeDaemon.empty()) {
            nobody = daemon.url();
        }
        assertThat(run(nobody, 10_000))
                .isEqualTo("DATANODES CRITICAL - 127.0.0.1:" + nobody.getPort() + ": connection refused\n");
    }

    @Test
    void defectOfOurOwn_isUnknown_andDoesNotReadAsNoAnswer() {
        Source broken = (daemon, need, fetch) -> {
            throw new NoClassDefFoundError("com/example/Gone");
        };
        CheckRunner runner = new CheckRunner(Duration.ofSeconds(10), broken, broken);
        assertThat(runner.run(NODES, List.of(URI.create("http://127.0.0.1:1")), Thresholds.defaults(NODES))
                        .render(false))
                .startsWith("DATANODES UNKNOWN")
                .contains("this program failed", "com/example/Gone");
    }

    @Test
    void nameThatDoesNotResolve_isCritical() {
        // .invalid never resolves (RFC 2606)
        assertThat(run(URI.create("http://no-such-namenode.invalid:9870"), 30_000))
                .isEqualTo("DATANODES CRITICAL - no-such-namenode.invalid:9870: the host name does not resolve\n");
    }

    @Test
    void serverThatNeverAnswers_isCriticalInTime() throws IOException {
        try (RawServer server = new RawServer(out -> Thread.sleep(600_000))) {
            assertThat(run(server.url(), 700))
                    .endsWith("no answer within 700 ms\n")
                    .startsWith("DATANODES CRITICAL");
        }
    }

    @Test
    void serverThatDripsItsHeader_isCriticalInTime() throws IOException {
        // Each byte starts a socket's time-out anew: only a deadline ends this.
        try (RawServer server = new RawServer(out -> drip(out, OK_HEADER + "X: " + "y".repeat(1_000_000)))) {
            assertThat(run(server.url(), 700))
                    .endsWith("no answer within 700 ms\n")
                    .startsWith("DATANODES CRITICAL");
        }
    }

    @Test
    void serverThatDripsItsBody_isCriticalInTime() throws IOException {
        try (RawServer server =
                new RawServer(out -> drip(out, OK_HEADER + "\r\n{\"beans\":[" + "1,".repeat(1_000_000)))) {
            assertThat(run(server.url(), 700))
                    .endsWith("no answer within 700 ms\n")
                    .startsWith("DATANODES CRITICAL");
        }
    }

    @Test
    void endlessAnswer_isUnknown_andIsNotRead() throws IOException {
        byte[] chunk = "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"},"
                .repeat(100)
                .getBytes(StandardCharsets.UTF_8);
        try (RawServer server = new RawServer(out -> {
            out.write((OK_HEADER + "\r\n{\"beans\":[").getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(chunk);
            }
        })) {
            CheckResult result = new CheckRunner(Duration.ofSeconds(60), 1 << 20)
                    .run(NODES, List.of(server.url()), Thresholds.defaults(NODES));
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.UNKNOWN);
            assertThat(result.summary()).contains("longer than the limit of 1048576 bytes");
        }
    }

    @Test
    void deepNesting_isUnknown() throws IOException {
        try (RawServer server = new RawServer(out ->
                out.write((OK_HEADER + "\r\n{\"beans\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))) {
            assertThat(run(server.url(), 10_000))
                    .startsWith("DATANODES UNKNOWN")
                    .contains("no JSON object");
        }
    }

    @Test
    void htmlPage_isUnknown_andNamesTheBeanAndWhatCame() throws IOException {
        String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>It works!</body></html>";
        try (RawServer server = new RawServer(out -> out.write(page.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(run(server.url(), 10_000))
                    .startsWith("DATANODES UNKNOWN")
                    .contains("Hadoop:service=NameNode,name=NameNodeStatus::State", "no JSON object but text/html")
                    .hasLineCount(1);
        }
    }

    @Test
    void truncatedJson_isUnknown() throws IOException {
        try (RawServer server = new RawServer(
                out -> out.write((OK_HEADER + "\r\n{\"beans\":[{\"State\":\"act").getBytes(StandardCharsets.UTF_8)))) {
            assertThat(run(server.url(), 10_000))
                    .startsWith("DATANODES UNKNOWN")
                    .contains("no JSON object")
                    .hasLineCount(1);
        }
    }

    @Test
    void somethingElseThanHttp_isNeverOk() throws IOException {
        try (RawServer server =
                new RawServer(out -> out.write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(run(server.url(), 10_000))
                    .doesNotStartWith("DATANODES OK")
                    .startsWith("DATANODES ")
                    .hasLineCount(1);
        }
    }

    @Test
    void connectionThatCloses_isCritical() throws IOException {
        try (RawServer server = new RawServer(OutputStream::flush)) {
            assertThat(run(server.url(), 10_000))
                    .startsWith("DATANODES CRITICAL")
                    .contains("the connection broke");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNKNOWN, access denied (HTTP 401)",
        "403, UNKNOWN, access denied (HTTP 403)",
        "404, UNKNOWN, is not there (HTTP 404)",
        "302, UNKNOWN, redirected to https://elsewhere/",
        "400, UNKNOWN, unexpected answer (HTTP 400)",
        "500, CRITICAL, failed (HTTP 500)",
        "503, CRITICAL, failed (HTTP 503)"
    })
    void httpStatus_hasItsMeaning(int code, String status, String words) {
        try (FakeDaemon daemon = FakeDaemon.empty()) {
            NODES.needs()
                    .forEach(need -> daemon.answer(
                            need.pathAndQuery(), code, Map.of("Location", "https://elsewhere/"), "<html>no</html>"));
            assertThat(run(daemon.url(), 10_000))
                    .startsWith("DATANODES " + status)
                    .contains(words)
                    .contains("Hadoop:service=NameNode");
        }
    }

    @Test
    void slowDaemon_doesNotHideTheOther() throws IOException {
        Check state = Checks.find("namenode-state").orElseThrow();
        try (RawServer hangs = new RawServer(out -> Thread.sleep(600_000));
                FakeDaemon active = FakeDaemon.of("namenode-healthy")) {
            // Alone first: on a busy machine the classes that are loaded for it may take more than the three seconds.
            assertThat(new CheckRunner(Duration.ofSeconds(60))
                            .run(state, List.of(active.url()), Thresholds.defaults(state))
                            .status())
                    .isEqualTo(Status.OK);
            CheckResult result = new CheckRunner(Duration.ofSeconds(3))
                    .run(state, List.of(hangs.url(), active.url()), Thresholds.defaults(state));
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).contains("no answer within 3 s", active.name() + " active");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nn1:9870",
                "ftp://nn1",
                "file:///etc/passwd",
                "http:///jmx",
                "http://nn1:0",
                "http://nn1:70000",
                "http://nn1/?a=b",
                "http://nn1/#a",
                "http://",
                "",
                "http://nn 1",
                "http://nn1:x",
                "javascript:1"
            })
    void url_isRefused_withWhatIsAllowed(String url) {
        assertThatThrownBy(() -> DaemonUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: http://HOST:PORT");
    }

    @Test
    void urlWithAPassword_isRefused_withoutRepeatingIt() {
        assertThatThrownBy(() -> DaemonUrl.parse("http://admin:secret@nn1:9870"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://nn1:9870/, http://nn1:9870",
        "http://nn1:9870/jmx, http://nn1:9870",
        "HTTP://nn1, http://nn1:80",
        "https://nn1/, https://nn1:443",
        "http://gate:8443/hdfs/nn1/, http://gate:8443/hdfs/nn1",
        "http://[::1]:9870, http://[::1]:9870"
    })
    void url_isNormalised(String text, String url) {
        assertThat(DaemonUrl.parse(text)).hasToString(url);
    }

    @Test
    void sameDaemonTwice_isRefused() {
        assertThatThrownBy(() ->
                        CheckRunner.run("datanodes", URI.create("http://nn1:9870"), URI.create("http://nn1:9870/jmx")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given twice");
    }

    @Test
    void unknownCheck_isRefused_withTheOnesThereAre() {
        assertThatThrownBy(() -> CheckRunner.run("x", URI.create("http://nn1:9870")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: hdfs-capacity, datanodes, namenode-state, yarn-nodes, hbase");
    }

    private static String run(URI daemon, int millis) {
        return new CheckRunner(Duration.ofMillis(millis))
                .run(NODES, List.of(daemon), Thresholds.defaults(NODES))
                .render(false);
    }

    private static void drip(OutputStream out, String text) throws IOException, InterruptedException {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            out.flush();
            Thread.sleep(20);
        }
    }
}
