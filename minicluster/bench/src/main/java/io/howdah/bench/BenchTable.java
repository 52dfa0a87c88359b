// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The rows of one benchmark: printed as they come, written as a JSON array at the end. Not safe for several threads. */
public final class BenchTable {
    private final PrintWriter out;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One figure of ours beside one of a peer's, measured or computed in the same run.
     *
     * @param name the case
     * @param metric what was measured
     * @param unit its unit; empty for a bare number
     * @param better {@code higher} or {@code lower}
     * @param ours our figure
     * @param peer the peer, for a stock policy its class's simple name
     * @param peerValue the peer's figure
     */
    public record Row(
            String name, String metric, String unit, String better, double ours, String peer, double peerValue) {
        /** {@return ours / the peer's; not finite when the peer's is 0} */
        public double ratio() {
            return ours / peerValue;
        }
    }

    /** @param out where the table goes; the heading is printed at once */
    public BenchTable(PrintWriter out) {
        this.out = out;
        out.printf("%-44s %-15s %12s %12s %9s  %s%n", "case", "metric", "ours", "peer", "ratio", "peer's name");
        out.flush();
    }

    /** Adds a row and prints it. */
    public void add(Row row) {
        rows.add(row);
        out.printf(
                Locale.ROOT,
                "%-44s %-15s %12s %12s %9s  %s%n",
                row.name(),
                row.metric(),
                number(row.ours()),
                number(row.peerValue()),
                number(row.ratio()),
                row.peer());
        out.flush();
    }

    /** {@return the rows so far} */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** {@return the middle value; of an even number, the mean of the two in the middle} */
    public static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@return four digits, without an exponent where that can be read} */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size == 0 || size >= 1000) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size < 0.0001 ? "%.3e" : "%.4g", value);
    }

    /**
     * Writes the rows, to a temporary name first.
     *
     * @param file where to; null = nowhere
     */
    public void write(Path file) throws IOException {
        if (file == null) {
            return;
        }
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(Files.newBufferedWriter(temporary, StandardCharsets.UTF_8))
                .setPrettyPrinter(new DefaultPrettyPrinter())) {
            json.writeStartArray();
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("case", row.name());
                json.writeStringField("metric", row.metric());
                json.writeStringField("unit", row.unit());
                json.writeStringField("better", row.better());
                number(json, "ours", row.ours());
                json.writeStringField("peer", row.peer());
                number(json, "peer_value", row.peerValue());
                number(json, "ratio", row.ratio());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void number(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, value);
        } else {
            json.writeNullField(field);
        }
    }

    /** Runs a benchmark's command line, with one-line errors; {@return the exit code: 0, 2 bad usage, 3 cannot tell} */
    public static int execute(Callable<Integer> benchmark, String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine = new CommandLine(benchmark).setOut(out).setErr(err);
        String name = commandLine.getCommandName();
        commandLine.setParameterExceptionHandler((e, line) -> {
            err.println(name + ": " + e.getMessage());
            return 2;
        });
        commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
            err.println(name + ": " + (e.getMessage() == null ? e : e.getMessage()));
            return e instanceof IllegalArgumentException ? 2 : 3;
        });
        return commandLine.execute(args);
    }
}
