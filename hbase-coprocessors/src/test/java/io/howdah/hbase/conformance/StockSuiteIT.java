// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.core.Decoder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * hbase-endpoint's own tests, as they are in its tests jar, against our service. They name the class of HBase's endpoint in
 * their set-up, so each runs in a process of its own, in whose class path a class of that name comes first and is
 * {@link StockServiceAdapter}.
 */
@Tag("full")
class StockSuiteIT {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("basedir", "."), "target", "conformance").toAbsolutePath();
    private static final String TESTS = "org.apache.hadoop.hbase.client.";

    @BeforeAll
    static void compileTheStandIn() throws Exception {
        Path source = DIRECTORY.resolve("src/org/apache/hadoop/hbase/coprocessor/AggregateImplementation.java");
        Files.createDirectories(source.getParent());
        Files.createDirectories(DIRECTORY.resolve("classes"));
        Files.writeString(source, """
                package org.apache.hadoop.hbase.coprocessor;
                import com.google.protobuf.Message;
                public class AggregateImplementation<T, S, P extends Message, Q extends Message, R extends Message>
                    extends io.howdah.hbase.conformance.StockServiceAdapter {}
                """);
        Path services = Files.createDirectories(DIRECTORY.resolve("classes/META-INF/services"));
        Files.writeString(services.resolve(Decoder.class.getName()), SquareDecoder.class.getName());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int code = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                DIRECTORY.resolve("classes").toString(),
                source.toString());
        assertThat(code).isZero();
    }

    @Test
    void asyncClientTests_pass_againstOurService() throws Exception {
        assertThat(run("async", List.of(), TESTS + "TestAsyncAggregationClient"))
                .isGreaterThanOrEqualTo(8 * 9);
    }

    /**
     * The same tests through a client with a thread pool, each region answered in replies of seven rows: the client goes on
     * where each says. Without those for the median, which fail whoever answers so: HBase's client keeps only the last
     * partial sum of each region there (2.6.1, {@code AsyncAggregationClient.sumByRegion}).
     */
    @Test
    void asyncClientTests_pass_whenOurServiceAnswersInPartialResults() throws Exception {
        assertThat(run(
                        "partial",
                        List.of("-D" + StockServiceAdapter.ROWS + "=7"),
                        TESTS + "TestAsyncAggregationClientWithCallbackThreadPool"))
                .isGreaterThan(6 * 1_000 / 7);
    }

    /**
     * The twin for partial results brings an endpoint of its own, which makes its data up: it tests the client only, and
     * passes beside our classes without reaching them. The sync client's tests do reach them.
     */
    @Test
    void otherTests_pass_besideOurClasses() throws Exception {
        run("twin", List.of(), TESTS + "TestAsyncAggregationClientPartialResult");
        assertThat(run("sync", List.of(), TESTS + "coprocessor.TestAggregationClient"))
                .isPositive();
    }

    /** @return calls that came through the adapter */
    private static long run(String name, List<String> options, String... tests) throws Exception {
        Path work = Files.createDirectories(DIRECTORY.resolve(name));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of(
                "-Dtest.build.data.basedirectory=" + work.resolve("data"),
                "-Dhadoop.tmp.dir=" + work.resolve("tmp"),
                "-cp",
                DIRECTORY.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"),
                "org.junit.runner.JUnitCore"));
        command.addAll(List.of(tests));
        Path out = work.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("%s ends", name)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        String end = said.substring(Math.max(0, said.length() - 4_000));
        assertThat(process.exitValue()).as("%s: %s", name, end).isZero();
        Matcher passed = Pattern.compile("OK \\((\\d+) tests?\\)").matcher(said);
        assertThat(passed.find()).as(end).isTrue();
        Matcher calls = Pattern.compile(StockServiceAdapter.ANSWERED + "(\\d+)").matcher(said);
        long answered = calls.find() ? Long.parseLong(calls.group(1)) : 0;
        System.out.println(name + ": " + passed.group() + ", " + answered + " calls answered by our service");
        return answered;
    }
}
