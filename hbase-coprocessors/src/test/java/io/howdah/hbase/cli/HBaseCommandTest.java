// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HBaseCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return HBaseCommand.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void badUsage_isOneLine_withExitCodeTwo() {
        assertThat(run("agg", "t")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("howdah hbase agg: ")
                .contains("--help")
                .hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(run("agg", "t", "--count", "--timeout", "0")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("howdah hbase agg: --timeout 0: allowed are 1 to 86400 seconds" + System.lineSeparator());
        err.getBuffer().setLength(0);
        assertThat(run("agg", "t", "--count", "--conf", "/nowhere")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--conf /nowhere: no readable hbase-site.xml")
                .hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(run("agg", "a:b:c", "--count")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void groupsAndAggregates_areReadInTheOrderOfTheCommandLine() {
        assertThat(run(
                        "agg",
                        "t",
                        "--group-by-time",
                        "d:t=int/1h",
                        "--count",
                        "--group-by",
                        "d:k",
                        "--top",
                        "3,d:v",
                        "--group-by-timestamp",
                        "d:t/15m",
                        "--conf",
                        "/nowhere"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--conf /nowhere: no readable hbase-site.xml");
    }

    @Test
    void topGroups_areRefused_beforeAnythingIsAsked() {
        assertThat(run("agg", "t", "--count", "--top-groups", "3,sum(d:v)")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--top-groups 3,sum(d:v): 'sum(d:v)' was not asked for; there are [count(*)]")
                .hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(run("agg", "t", "--frequent", "2,d:v", "--top-groups", "3,frequent2(d:v)"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("LABEL one value with an order: count, sum,")
                .hasLineCount(1);
    }

    @Test
    void help_hasAWorkedExample() {
        for (String[] args : new String[][] {
            {"--help"}, {"agg", "--help"}, {"deploy", "--help"}, {"delete", "--help"}, {"update", "--help"}
        }) {
            out.getBuffer().setLength(0);
            assertThat(run(args)).isZero();
            assertThat(out.toString()).contains("Example: howdah hbase ").contains("Usage: howdah hbase");
        }
        assertThat(run("agg", "--version")).isZero();
    }

    @Test
    void json_escapesWhatMustBeEscaped() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a\"b\\c\n\u0001", Arrays.asList(1L, 1.5, Double.NaN, null, true, List.of(), Map.of()));

        assertThat(Json.of(map)).isEqualTo("{\"a\\\"b\\\\c\\n\\u0001\": [1, 1.5, \"NaN\", null, true, [], {}]}");
    }
}
