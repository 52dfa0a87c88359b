// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.Column;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables for tests, and an answer to compare with that shares no code with the jobs. */
final class TestTables {
    static final Path REAL = Path.of("data", "birdstrikes.csv");
    static final String HEADER = String.join(",", Column.HEADER);
    static final String ROW =
            "DENVER INTL AIRPORT,B-757-200,Minor,1999-08-01,UNITED AIRLINES,Colorado,Climb,Large,Canada goose,Dusk,7,5,12,180";

    private TestTables() {}

    static List<String> realRows() throws IOException {
        List<String> lines = Files.readAllLines(REAL, StandardCharsets.UTF_8);
        return lines.subList(1, lines.size());
    }

    /** The real table repeated up to so many rows, each repetition a few days later. */
    static Path repeated(Path file, int rows) throws IOException {
        List<String> real = realRows();
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(HEADER + "\r\n");
            for (int i = 0; i < rows; i++) {
                String[] f = real.get(i % real.size()).split(",", -1);
                f[3] = LocalDate.parse(f[3]).plusDays(i / real.size()).toString();
                out.write(String.join(",", f) + "\r\n");
            }
        }
        return file;
    }

    static Path write(Path file, String... lines) throws IOException {
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    /**
     * The report as its documentation says, computed with maps and sorts: valid for tables without quoted fields, which the
     * real one is.
     */
    static List<String> expectedReport(Path... tables) throws IOException {
        Map<String, List<String[]>> byOperator = new TreeMap<>();
        for (Path table : tables) {
            List<String> lines = Files.readAllLines(table, StandardCharsets.UTF_8);
            for (String line : lines.subList(1, lines.size())) {
                String[] f = line.split(",", -1);
                byOperator.computeIfAbsent(f[4], k -> new ArrayList<>()).add(f);
            }
        }
        List<String> report = new ArrayList<>();
        byOperator.forEach((operator, strikes) -> {
            StringBuilder line = new StringBuilder(operator)
                    .append('\t')
                    .append(strikes.size())
                    .append('\t')
                    .append(strikes.stream().filter(f -> !f[2].equals("None")).count())
                    .append('\t')
                    .append(strikes.stream()
                            .mapToLong(f -> Long.parseLong(f[12]))
                            .sum());
            strikes.stream()
                    .filter(f -> !f[12].equals("0"))
                    .sorted(Comparator.comparingLong((String[] f) -> -Long.parseLong(f[12]))
                            .thenComparing(f -> f[3] + "\t" + f[0] + "\t" + f[1] + "\t" + f[8]))
                    .limit(3)
                    .forEach(f -> line.append('\t').append(String.join("\t", f[12], f[3], f[0], f[1], f[8])));
            report.add(line.toString());
        });
        return report;
    }

    /** Strikes per operator, {@code operator TAB strikes}, ascending. */
    static List<String> expectedCounts(Path table) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        List<String> lines = Files.readAllLines(table, StandardCharsets.UTF_8);
        lines.subList(1, lines.size()).forEach(line -> counts.merge(line.split(",", -1)[4], 1, Integer::sum));
        return counts.entrySet().stream()
                .map(e -> e.getKey() + "\t" + e.getValue())
                .sorted()
                .toList();
    }
}
