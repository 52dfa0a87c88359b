// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Renders a {@link DemoReport} as one HTML file that needs nothing else: style, script and the chart library (Chart.js,
 * MIT) are inlined. Every chart is followed by its numbers, so the page loses nothing on paper or without scripts.
 */
public final class HtmlReport {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A cell that reads as a figure, with or without its unit. */
    private static final Pattern NUMERIC =
            Pattern.compile("[-+]?[0-9][0-9,.]*([eE][-+]?[0-9]+)?( ?(%|s|ms|x|/s|USD))?");

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private HtmlReport() {}

    /** Writes the page under a temporary name beside {@code target} and renames it. */
    public static void write(DemoReport report, Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        // Not createTempFile: its owner-only permissions would stay on the report.
        Path temporary = parent.resolve(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.writeString(temporary, render(report), StandardCharsets.UTF_8);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The page. */
    public static String render(DemoReport report) {
        StringBuilder body = new StringBuilder(1 << 16);
        body.append(
                        "<header><p class=\"brand\">Howdah</p><h1>One cluster, every plugin, real rows</h1><p class=\"lead\">")
                .append(text(lead(report)))
                .append("</p></header>\n<section class=\"tiles\" aria-label=\"Key figures\">\n");
        for (DemoReport.Tile tile : report.tiles()) {
            body.append("<div class=\"tile\"><div class=\"value\">")
                    .append(text(tile.value()))
                    .append("</div><div class=\"label\">")
                    .append(text(tile.label()))
                    .append("</div><div class=\"remark\">")
                    .append(text(tile.remark()))
                    .append("</div></div>\n");
        }
        body.append("</section>\n");
        body.append("<section class=\"step\"><h2>Where the time went</h2>").append(chart(timeline(report)));
        body.append("</section>\n");
        int number = 0;
        for (Section section : report.sections()) {
            body.append(section(++number, section));
        }
        body.append("<footer>");
        for (String line : report.platform()) {
            body.append("<p>").append(text(line)).append("</p>");
        }
        body.append("<p>Bird strikes: FAA Wildlife Strike Database (US Government work) unless another input was given."
                + " Charts: Chart.js (MIT).</p></footer>");
        return resource("report.html")
                .replace("{{style}}", resource("report.css"))
                .replace("{{body}}", body)
                .replace("{{library}}", chartLibrary())
                .replace("{{script}}", resource("report.js"));
    }

    private static String lead(DemoReport report) {
        long passed = report.sections().stream().filter(Section::passed).count();
        return String.format(
                Locale.ROOT,
                "%d of %d steps passed in %s on %s. Input: %s.",
                passed,
                report.sections().size(),
                seconds(report.took()),
                WHEN.format(report.started()),
                report.input());
    }

    private static Chart timeline(DemoReport report) {
        return new Chart(
                Chart.Kind.HORIZONTAL_BAR,
                "Seconds per step",
                "s",
                report.sections().stream().map(Section::title).toList(),
                List.of(new Chart.Series(
                        "seconds",
                        report.sections().stream()
                                .map(s -> Math.round(s.took().toMillis() / 100.0) / 10.0)
                                .toList())));
    }

    private static String section(int number, Section section) {
        StringBuilder html = new StringBuilder();
        html.append("<section class=\"step\"><h2><span class=\"number\">")
                .append(number)
                .append("</span> ")
                .append(text(section.title()))
                .append(" <span class=\"badge ")
                .append(section.passed() ? "ok\">passed" : "bad\">failed")
                .append("</span> <span class=\"took\">")
                .append(seconds(section.took()))
                .append("</span></h2>\n<p>")
                .append(text(section.summary()))
                .append("</p>\n");
        for (Chart chart : section.charts()) {
            html.append(chart(chart));
        }
        for (Table table : section.tables()) {
            html.append("<figure><figcaption>")
                    .append(text(table.title()))
                    .append("</figcaption>")
                    .append(table(table.header(), table.rows()))
                    .append("</figure>\n");
        }
        if (!section.evidence().isEmpty()) {
            html.append("<details class=\"evidence\" open><summary>What proves it</summary><dl>");
            for (Section.Evidence fact : section.evidence()) {
                html.append("<dt>")
                        .append(text(fact.what()))
                        .append("</dt><dd>")
                        .append(text(fact.value()))
                        .append("</dd>");
            }
            html.append("</dl></details>\n");
        }
        if (!section.command().isBlank()) {
            html.append("<p class=\"command-label\">On a real cluster</p><pre><code>")
                    .append(text(section.command()))
                    .append("</code></pre>\n");
        }
        return html.append("</section>\n").toString();
    }

    private static String chart(Chart chart) {
        int bars = chart.labels().size() * Math.max(1, chart.series().size());
        int height = chart.kind() == Chart.Kind.HORIZONTAL_BAR ? 70 + 24 * bars : 280;
        List<String> header = new ArrayList<>(List.of(""));
        chart.series()
                .forEach(s -> header.add(s.name()
                        + (chart.unit().isBlank() || chart.unit().equals(s.name()) ? "" : " (" + chart.unit() + ")")));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < chart.labels().size(); i++) {
            List<String> row = new ArrayList<>(List.of(chart.labels().get(i)));
            for (Chart.Series series : chart.series()) {
                row.add(number(series.values().get(i)));
            }
            rows.add(row);
        }
        String json;
        try {
            // A "<" of the data could end the script element early.
            json = JSON.writeValueAsString(chart).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chart of strings and numbers cannot fail to be JSON", e);
        }
        return "<figure class=\"chart\"><figcaption>" + text(chart.title())
                + "</figcaption><div class=\"canvas\" style=\"height:"
                + height + "px\"><canvas role=\"img\" aria-label=\"" + text(chart.title())
                + "\"></canvas></div><script type=\"application/json\" class=\"chart-data\">" + json
                + "</script><details class=\"numbers\"><summary>The numbers</summary>" + table(header, rows)
                + "</details></figure>\n";
    }

    private static String table(List<String> header, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        List<String> open = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            int c = column;
            boolean numeric = !rows.isEmpty()
                    && rows.stream().allMatch(row -> NUMERIC.matcher(row.get(c)).matches());
            open.add(numeric ? " class=\"n\">" : ">");
            html.append("<th").append(open.get(c)).append(text(header.get(c))).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int c = 0; c < row.size(); c++) {
                html.append("<td").append(open.get(c)).append(text(row.get(c))).append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static String text(String plain) {
        return plain.chars()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&quot;";
                    default -> String.valueOf((char) c);
                })
                .collect(Collectors.joining());
    }

    private static String chartLibrary() {
        Properties pom = new Properties();
        String webjar = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
        try (InputStream in = HtmlReport.class.getResourceAsStream(webjar)) {
            if (in == null) {
                throw new IllegalStateException("the chart library (org.webjars.npm:chart.js) is not on the classpath");
            }
            pom.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String path = "/META-INF/resources/webjars/chart.js/" + pom.getProperty("version") + "/dist/chart.umd.min.js";
        // The page has no source map beside it.
        return resource(path).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
