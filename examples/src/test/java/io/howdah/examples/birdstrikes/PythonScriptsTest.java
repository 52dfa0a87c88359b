// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.examples.birdstrikes.core.RowCases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streaming scripts by pipe, as Hadoop runs them but without Hadoop; they need a python3 on the path. */
class PythonScriptsTest {
    private static final Map<String, String> MIDDLE_OF_A_FILE = Map.of("mapreduce_map_input_start", "65536");

    @TempDir
    Path dir;

    private record Output(List<String> lines, List<String> errors) {}

    @BeforeEach
    void scripts() throws IOException {
        for (String script : List.of("strikes_map.py", "strikes_reduce.py")) {
            try (var in = getClass().getResourceAsStream("/python/birdstrikes/" + script)) {
                Files.copy(in, dir.resolve(script));
            }
        }
    }

    @Test
    void mapSortReduce_countsTheRealTable() throws Exception {
        Output mapped = run("strikes_map.py", Map.of(), Files.readAllBytes(TestTables.REAL));
        assertThat(mapped.lines()).hasSize(10_000);
        assertThat(mapped.errors()).containsExactly("reporter:counter:BirdStrikes,ROWS,10000");
        assertThat(reduce(mapped.lines())).isEqualTo(TestTables.expectedCounts(TestTables.REAL));
    }

    @Test
    void combiner_changesNothing_howeverOftenItRuns() throws Exception {
        List<String> rows = TestTables.realRows();
        List<String> combined = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += 3_001) {
            List<String> part = rows.subList(from, Math.min(rows.size(), from + 3_001));
            Output mapped = run("strikes_map.py", MIDDLE_OF_A_FILE, bytes(part));
            combined.addAll(reduce(reduce(mapped.lines())));
        }
        assertThat(combined).hasSizeLessThan(200);
        assertThat(reduce(combined)).isEqualTo(TestTables.expectedCounts(TestTables.REAL));
    }

    @Test
    void rows_areJudgedAsJavaJudgesThem() throws Exception {
        List<RowCases.Case> cases = RowCases.all();
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (RowCases.Case c : cases) {
            input.write(c.bytes());
            input.write('\n');
        }
        Output mapped = run("strikes_map.py", MIDDLE_OF_A_FILE, input.toByteArray());
        assertThat(mapped.lines())
                .isEqualTo(cases.stream()
                        .filter(RowCases.Case::good)
                        .map(c -> c.expected() + "\t1")
                        .toList());
        long good = cases.stream().filter(RowCases.Case::good).count();
        assertThat(mapped.errors())
                .contains(
                        "reporter:counter:BirdStrikes,ROWS," + good,
                        "reporter:counter:BirdStrikes,BAD_ROWS," + (cases.size() - good));
        for (int i = 1; i <= 15; i++) {
            String column = Integer.toString(i);
            long n = cases.stream()
                    .filter(c -> !c.good() && c.expected().equals(column))
                    .count();
            assertThat(mapped.errors().contains("reporter:counter:BirdStrikes,BAD_COLUMN_" + i + "," + n))
                    .as("column %d blamed %d times in %s", i, n, mapped.errors())
                    .isEqualTo(n > 0);
        }
    }

    @Test
    void header_isSkippedOnlyWhereAFileStarts() throws Exception {
        byte[] table = bytes(List.of(TestTables.HEADER, TestTables.ROW));
        Output start = run("strikes_map.py", Map.of("mapreduce_map_input_start", "0"), table);
        assertThat(start.lines()).containsExactly("UNITED AIRLINES\t1");
        assertThat(start.errors()).containsExactly("reporter:counter:BirdStrikes,ROWS,1");
        Output middle = run("strikes_map.py", MIDDLE_OF_A_FILE, table);
        assertThat(middle.errors()).contains("reporter:counter:BirdStrikes,BAD_ROWS,1");
        Output headless = run("strikes_map.py", Map.of(), bytes(List.of(TestTables.ROW)));
        assertThat(headless.lines()).isEmpty();
        assertThat(headless.errors()).contains("reporter:counter:BirdStrikes,BAD_ROWS,1");
    }

    @Test
    void reducer_fails_whenItsInputIsNotItsOwn() throws Exception {
        Process python = start("strikes_reduce.py", Map.of());
        python.getOutputStream().write("no number\n".getBytes(StandardCharsets.UTF_8));
        python.getOutputStream().close();
        assertThat(python.waitFor()).isNotZero();
    }

    private List<String> reduce(List<String> lines) throws Exception {
        List<String> sorted = new ArrayList<>(lines);
        Collections.sort(sorted);
        Output reduced = run("strikes_reduce.py", Map.of(), bytes(sorted));
        assertThat(reduced.errors()).isEmpty();
        return reduced.lines();
    }

    private Output run(String script, Map<String, String> environment, byte[] input) throws Exception {
        Path in = Files.write(dir.resolve("in"), input);
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder = builder(script, environment)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        int code = builder.start().waitFor();
        List<String> errors = Files.readAllLines(err, StandardCharsets.UTF_8);
        assertThat(code).as("exit code of %s: %s", script, errors).isZero();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        return new Output(
                text.isEmpty()
                        ? List.of()
                        : Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)),
                errors);
    }

    private Process start(String script, Map<String, String> environment) throws IOException {
        return builder(script, environment)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(String script, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder("python3", dir.resolve(script).toString());
        builder.environment().remove("mapreduce_map_input_start");
        // The scripts must not depend on the machine's locale.
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        return builder;
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
