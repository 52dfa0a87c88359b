// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    @TempDir
    Path dir;

    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(stdout);
        System.setErr(stderr);
    }

    private int run(Tool tool, String... args) {
        out.reset();
        err.reset();
        Configuration conf = new Configuration();
        conf.set("mapreduce.framework.name", "local");
        conf.set("fs.defaultFS", "file:///");
        conf.set("mapreduce.cluster.local.dir", dir.resolve("mr").toString());
        conf.set("mapreduce.jobtracker.staging.root.dir", dir.resolve("staging").toString());
        tool.setConf(conf);
        return CommandLineTool.main(tool, args);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void help_showsOptionsAndOneExample_forEveryTool() {
        for (Tool tool : List.of(
                new BirdStrikeReport(), new StreamingCount(), new BirdStrikeBulkLoad(), new BirdStrikeQuery())) {
            assertThat(run(tool, "--help")).isZero();
            assertThat(output())
                    .contains(
                            "--help",
                            "Exit: 0",
                            "Example:\n  hadoop jar howdah-examples.jar "
                                    + tool.getClass().getName());
            assertThat(errors()).isEmpty();
            assertThat(run(tool, "--version")).isZero();
            assertThat(output()).startsWith("birdstrikes-");
        }
    }

    @Test
    void badUsage_isTwoAndOneLine() {
        Tool report = new BirdStrikeReport();
        bad(report, "birdstrikes-report: missing --input --output; see --help");
        bad(report, "birdstrikes-report: missing --input; see --help", "--output", "/x");
        bad(report, "Missing argument for option: output", "--input", "/x", "--output");
        bad(report, "Unrecognized option: --colour", "--input", "/x", "--output", "/y", "--colour");
        bad(report, "unexpected argument: more", "--input", "/x", "--output", "/y", "more");
        bad(
                report,
                "--reducers \"0\" is not a whole number from 1 to 1000",
                "--input",
                TestTables.REAL.toString(),
                "--output",
                "/y",
                "--reducers",
                "0");
        bad(
                report,
                "--max-bad-rows \"-1\" is not a whole number",
                "--input",
                TestTables.REAL.toString(),
                "--output",
                "/y",
                "--max-bad-rows",
                "-1");
        bad(
                new BirdStrikeBulkLoad(),
                "--table \"a b\" is not a table name",
                "--input",
                TestTables.REAL.toString(),
                "--table",
                "a b");
        bad(
                new BirdStrikeBulkLoad(),
                "--regions \"101\" is not a whole number from 1 to 100",
                "--input",
                TestTables.REAL.toString(),
                "--regions",
                "101");
    }

    @Test
    void badInput_isTwoAndOneLine_thatNamesRowAndColumn() throws Exception {
        Path table = TestTables.write(
                dir.resolve("t.csv"), TestTables.HEADER.replace("Wildlife Size", "Size"), TestTables.ROW);
        for (Tool tool : List.of(new BirdStrikeReport(), new StreamingCount())) {
            bad(
                    tool,
                    "t.csv row 1, column 8 (Wildlife Size): the header is \"Size\"",
                    "--input",
                    table.toString(),
                    "--output",
                    dir.resolve("o").toString());
            bad(
                    tool,
                    "no.csv: no such file",
                    "--input",
                    dir.resolve("no.csv").toString(),
                    "--output",
                    dir.resolve("o").toString());
        }
        bad(new BirdStrikeBulkLoad(), "t.csv row 1, column 8", "--input", table.toString());
        assertThat(dir.resolve("o")).doesNotExist();
    }

    @Test
    void report_runsFromTheCommandLine_withGenericOptions() throws Exception {
        Path input = TestTables.write(dir.resolve("t.csv"), TestTables.HEADER, TestTables.ROW, "broken");
        String[] args = {
            "-D",
            "mapreduce.task.io.sort.mb=1",
            "--input",
            input.toString(),
            "--output",
            dir.resolve("o").toString()
        };
        assertThat(run(new BirdStrikeReport(), args)).isEqualTo(2);
        assertThat(errors())
                .contains(
                        "t.csv row 3, column 1 (Airport Name): the row has 1 column, 14 are expected (1 bad row, 0 allowed)");
        String[] lenient = Arrays.copyOf(args, args.length + 2);
        lenient[args.length] = "--max-bad-rows";
        lenient[args.length + 1] = "1";
        assertThat(run(new BirdStrikeReport(), lenient)).isZero();
        assertThat(output()).contains("1 operators from 1 rows (1 bad)");
        assertThat(Files.readAllLines(dir.resolve("o/part-r-00000")))
                .containsExactly(
                        "UNITED AIRLINES\t1\t1\t12\t12\t1999-08-01\tDENVER INTL AIRPORT\tB-757-200\tCanada goose");
    }

    private void bad(Tool tool, String message, String... args) {
        assertThat(run(tool, args)).as(errors()).isEqualTo(2);
        assertThat(errors()).contains(message).matches("[^\n]+\n");
        assertThat(output()).isEmpty();
    }
}
