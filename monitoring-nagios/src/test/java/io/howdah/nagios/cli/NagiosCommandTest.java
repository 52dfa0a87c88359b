// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.testing.FakeDaemon;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NagiosCommandTest {
    private record Run(int code, String out, String err) {}

    @Test
    void check_exitsWithTheStatus_andPrintsOneLine() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            String url = nameNode.url().toString();
            Run ok = run("check", "datanodes", "--url", url);
            assertThat(ok.code).isZero();
            assertThat(ok.out)
                    .startsWith(
                            "DATANODES OK - 3 live, 0 dead, 0 stale, 0 failed volumes | live=3;;1:;0 dead=0;0;0.3;0;3 ")
                    .hasLineCount(1);
            assertThat(ok.err).isEmpty();
            assertThat(run("check", "datanodes", "--url", url, "-w", "live=4:").code)
                    .isEqualTo(1);
            assertThat(run("check", "datanodes", "--url", url, "-c", "live=4:").code)
                    .isEqualTo(2);
            nameNode.answer("/jmx?get=Hadoop:service=NameNode,name=NameNodeStatus::State", 401, Map.of(), "");
            assertThat(run("check", "datanodes", "--url", url).code).isEqualTo(3);
        }
    }

    @Test
    void check_addsLongOutput_whenVerbose() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-datanode-dead")) {
            Run run = run("check", "datanodes", "--url", nameNode.url().toString(), "-v");
            assertThat(run.code).isEqualTo(2);
            assertThat(run.out.lines().skip(1))
                    .anyMatch(line -> line.startsWith("dead: dn2:"))
                    .contains("dead = 1 is outside 0.3 (CRITICAL)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check --help", "check -h", "check datanodes --help"})
    void checkHelp_isPlainUsage_andExits3(String line) {
        Run run = run(line.split(" ", -1));
        assertThat(run.code).isEqualTo(3);
        assertThat(run.out)
                .contains("Usage: howdah nagios check", "--url", "Example: howdah nagios check ", "10% is a part");
        assertThat(run.out.lines()).as("width").allMatch(text -> text.length() <= 110);
        assertThat(run.err).isEmpty();
    }

    @Test
    void checkVersion_exits3() {
        Run run = run("check", "--version");
        assertThat(run.code).isEqualTo(3);
        assertThat(run.out).startsWith("howdah nagios ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "check nonsense",
                "check datanodes",
                "check datanodes --url x",
                "check datanodes --nonsense"
            })
    void badUsage_isUnknownOnStandardOutput_inOneLine(String line) {
        Run run = run(line.split(" ", -1));
        assertThat(run.code).isEqualTo(3);
        assertThat(run.out).startsWith("CHECK_HOWDAH UNKNOWN - ").hasLineCount(1);
        assertThat(run.err).isEmpty();
    }

    @Test
    void badUsage_outsideOfCheck_exits2_inOneLineOnStandardError() {
        Run run = run("nonsense");
        assertThat(run.code).isEqualTo(2);
        assertThat(run.out).isEmpty();
        assertThat(run.err).startsWith("howdah nagios: ").hasLineCount(1);
        assertThat(run("list", "--nonsense").code).isEqualTo(2);
        assertThat(run().code).isEqualTo(2);
    }

    @Test
    void helpAndVersion_outsideOfCheck_exit0() {
        assertThat(run("--help").code).isZero();
        assertThat(run("--help").out).contains("check", "list", "Example: howdah nagios check");
        assertThat(run("--version").code).isZero();
        assertThat(run("list", "--help").code).isZero();
    }

    @Test
    void list_showsEveryCheckAndMetricWithItsLimits() {
        Run run = run("list", "-v");
        assertThat(run.code).isZero();
        for (Check check : Checks.all()) {
            assertThat(run.out).contains(check.id() + ": " + check.summary());
            check.needs().forEach(need -> assertThat(run.out).contains("reads " + need));
            for (Metric metric : check.metrics()) {
                assertThat(run.out.lines())
                        .anyMatch(line ->
                                line.strip().startsWith(metric.name() + " ") && line.endsWith(metric.meaning()));
            }
        }
    }

    @Test
    void listAsJson_isJson() throws Exception {
        Run run = run("list", "--json");
        assertThat(run.code).isZero();
        int checks = 0;
        try (JsonParser parser = new JsonFactory().createParser(run.out)) {
            while (parser.nextToken() != null) {
                checks += "check".equals(parser.currentName())
                                && parser.currentToken().isScalarValue()
                        ? 1
                        : 0;
            }
        }
        assertThat(checks).isEqualTo(Checks.all().size());
    }

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = NagiosCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(code, out.toString(), err.toString());
    }
}
