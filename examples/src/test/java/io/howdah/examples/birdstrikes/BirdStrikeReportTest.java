// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.howdah.examples.birdstrikes.core.OperatorSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job in Hadoop's local runner: real splits, sort, combiner, partitioner and grouping, without a cluster. */
class BirdStrikeReportTest {
    @TempDir
    Path dir;

    private final Configuration conf = new Configuration();

    @BeforeEach
    void local() {
        conf.set("mapreduce.framework.name", "local");
        conf.set("fs.defaultFS", "file:///");
        conf.set("mapreduce.cluster.local.dir", dir.resolve("mr").toString());
        conf.set("mapreduce.jobtracker.staging.root.dir", dir.resolve("staging").toString());
        conf.setInt("mapreduce.task.io.sort.mb", 1);
    }

    @Test
    void report_isRight_onTheRealTable() throws Exception {
        ReportResult result = run(TestTables.REAL, "report", 1);
        assertThat(result.rows()).isEqualTo(10_000);
        assertThat(result.badRows()).isZero();
        assertThat(lines(result)).isEqualTo(TestTables.expectedReport(TestTables.REAL));
        // Against figures taken from the table by hand.
        assertThat(result.operators()).hasSize(46);
        assertThat(result.operators().stream()
                        .mapToLong(OperatorSummary::totalCost)
                        .sum())
                .isEqualTo(40_545_276);
        assertThat(Files.readAllLines(dir.resolve("report/part-r-00000"))).isEqualTo(lines(result));
    }

    @Test
    void report_isTheSame_howeverTheInputIsSplitAndTheCombinerRuns() throws Exception {
        List<String> expected = TestTables.expectedReport(TestTables.REAL);
        // Some 40 splits, each with a header or half a row at its start.
        conf.setLong("mapreduce.input.fileinputformat.split.minsize", 1);
        conf.setLong("mapreduce.input.fileinputformat.split.maxsize", 30_011);
        // Many small spills, merged with the combiner running again.
        conf.set("mapreduce.map.sort.spill.percent", "0.01");
        conf.setInt("mapreduce.map.combine.minspills", 1);
        assertThat(lines(run(TestTables.REAL, "split", 1))).isEqualTo(expected);
        assertThat(lines(run(TestTables.REAL, "reducers", 3))).isEqualTo(expected);
    }

    @Test
    void report_isTheSame_onAnyTable() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<String> rows = new ArrayList<>();
            for (int i = 1 + random.nextInt(400); i > 0; i--) {
                rows.add(String.join(
                        ",",
                        "AIRPORT " + random.nextInt(3),
                        "B-" + random.nextInt(3),
                        random.nextBoolean() ? "None" : "Minor",
                        "1999-0" + (1 + random.nextInt(9)) + "-01",
                        "OP" + "X".repeat(random.nextInt(4)),
                        "Texas,Climb,Small",
                        "bird " + random.nextInt(3),
                        "Day,0,0",
                        Integer.toString(random.nextInt(3) * random.nextInt(4)),
                        ""));
            }
            Path in = Files.createDirectory(dir.resolve("in" + round));
            int cut = random.nextInt(rows.size());
            Path a = table(in.resolve("a.csv"), rows.subList(0, cut));
            Path b = table(in.resolve("b.csv"), rows.subList(cut, rows.size()));
            conf.setLong("mapreduce.input.fileinputformat.split.minsize", 1);
            conf.setLong("mapreduce.input.fileinputformat.split.maxsize", 500 + random.nextInt(10_000));
            assertThat(lines(run(in, "any" + round, 1 + random.nextInt(3))))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(TestTables.expectedReport(a, b));
        }
    }

    @Test
    void twoHundredThousandRows_areOneSplit() throws Exception {
        Path large = TestTables.repeated(dir.resolve("large.csv"), 200_000);
        ReportResult result = run(large, "large", 1);
        assertThat(result.rows()).isEqualTo(200_000);
        assertThat(lines(result)).isEqualTo(TestTables.expectedReport(large));
    }

    @Test
    void badRow_failsTheRun_andLeavesNothing() throws Exception {
        Path input = broken();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> run(input, "a/b/report", 1))
                .withMessageContaining("broken.csv row 5001, column 13 (Cost Total $): \"12 dollars\"")
                .withMessageContaining("(2 bad rows, 0 allowed)");
        assertThat(dir.resolve("a")).doesNotExist();
        assertThat(visible(dir)).containsExactlyInAnyOrder("broken.csv", "mr", "staging");
    }

    @Test
    void badRows_areLeftOut_whenAllowed() throws Exception {
        conf.setLong(JobRunner.MAX_BAD_ROWS, 2);
        ReportResult result = run(broken(), "report", 1);
        assertThat(result.rows()).isEqualTo(9_998);
        assertThat(result.badRows()).isEqualTo(2);
        assertThat(result.operators().stream()
                        .mapToLong(OperatorSummary::strikes)
                        .sum())
                .isEqualTo(9_998);
    }

    @Test
    void output_isNeverOverwritten() throws Exception {
        Files.createDirectory(dir.resolve("report"));
        Files.writeString(dir.resolve("report/precious"), "x");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> run(TestTables.REAL, "report", 1))
                .withMessageContaining("exists: give a directory that does not");
        assertThat(dir.resolve("report/precious")).exists();
    }

    @Test
    void wrongTable_isRefusedBeforeAnythingIsWritten() throws Exception {
        Path input = TestTables.write(dir.resolve("t.csv"), "a,b", "1,2");
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> run(input, "report", 1));
        assertThat(visible(dir)).containsExactly("t.csv");
    }

    private Path broken() throws Exception {
        List<String> rows = new ArrayList<>(TestTables.realRows());
        rows.set(4_999, TestTables.ROW.replace(",12,", ",12 dollars,"));
        rows.set(7_000, "half a row");
        return table(dir.resolve("broken.csv"), rows);
    }

    private static Path table(Path file, List<String> rows) throws Exception {
        List<String> lines = new ArrayList<>(Collections.singletonList(TestTables.HEADER));
        lines.addAll(rows);
        return TestTables.write(file, lines.toArray(String[]::new));
    }

    private ReportResult run(Path input, String output, int reducers) throws Exception {
        return BirdStrikeReport.run(
                conf,
                new org.apache.hadoop.fs.Path(input.toUri()),
                new org.apache.hadoop.fs.Path(dir.resolve(output).toUri()),
                reducers);
    }

    private static List<String> lines(ReportResult result) {
        return result.operators().stream().map(OperatorSummary::toLine).toList();
    }

    private static List<String> visible(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
