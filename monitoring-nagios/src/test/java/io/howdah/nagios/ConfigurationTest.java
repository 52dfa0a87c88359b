// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.cli.NagiosCommand;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** CONFIGURATION.md and README.md say what the code does. */
class ConfigurationTest {
    private final List<String> text = Files.readAllLines(Path.of("CONFIGURATION.md"));

    ConfigurationTest() throws IOException {}

    @Test
    void metricTables_areTheChecksMetrics_rowForRow() {
        assertThat(text.stream().filter(line -> line.startsWith("### ")).map(line -> line.substring(4)))
                .containsExactlyElementsOf(Checks.ids());
        for (Check check : Checks.all()) {
            List<List<String>> rows = new ArrayList<>();
            for (Metric metric : check.metrics()) {
                rows.add(List.of(
                        "`" + metric.name() + "`",
                        dash(metric.unit().symbol()),
                        dash(metric.warning()),
                        dash(metric.critical()),
                        metric.hasTotal() ? "yes" : "no",
                        metric.meaning()));
            }
            assertThat(table("### " + check.id(), "| metric |")).as(check.id()).isEqualTo(rows);
            assertThat(section("### " + check.id()))
                    .contains("Asks the " + check.role().displayName() + " (http port "
                            + check.role().defaultPort(false) + ", https port "
                            + check.role().defaultPort(true) + ").");
        }
    }

    @Test
    void optionTable_isTheDeclaredOptions_inTheirOrder() {
        List<OptionSpec> options = NagiosCommand.commandLine()
                .getSubcommands()
                .get("check")
                .getCommandSpec()
                .options();
        assertThat(table("## Options of", "| option |").stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(options.stream()
                        .map(option -> Arrays.stream(option.names())
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", ")))
                        .toList());
    }

    @Test
    void timeout_hasTheDocumentedDefault() {
        List<String> row = table("## Options of", "| option |").stream()
                .filter(cells -> cells.get(0).startsWith("`-t`"))
                .findFirst()
                .orElseThrow();
        assertThat(row.get(1)).isEqualTo(Long.toString(CheckRunner.DEFAULT_TIMEOUT.toSeconds()));
        assertThat(String.join("\n", text)).contains("an answer over " + (CheckRunner.MAX_ANSWER_BYTES >> 20) + " MiB");
    }

    @Test
    void rangeTable_isTrue() {
        for (List<String> row : table("## Options of", "| range |")) {
            Range range = Range.parse(row.get(0).replace("`", ""));
            String words = row.get(1);
            for (double value : new double[] {-1, 0, 5, 9.9, 10, 15, 20, 20.1}) {
                boolean alerts = switch (words) {
                    case "below 0 or above 10" -> value < 0 || value > 10;
                    case "below 10" -> value < 10;
                    case "above 10" -> value > 10;
                    case "below 10 or above 20" -> value < 10 || value > 20;
                    case "from 10 to 20" -> value >= 10 && value <= 20;
                    default -> throw new AssertionError("the test does not know '" + words + "'");
                };
                assertThat(range.alerts(value)).as("%s at %s", row, value).isEqualTo(alerts);
            }
        }
    }

    @Test
    void readme_listsEveryCheckAndItsDaemon() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Check check : Checks.all()) {
            assertThat(readme)
                    .contains("| `" + check.id() + "` | " + check.role().displayName() + " |");
        }
    }

    private String section(String heading) {
        return String.join("\n", lines(heading));
    }

    private List<String> lines(String heading) {
        int start = 0;
        while (start < text.size() && !text.get(start).startsWith(heading)) {
            start++;
        }
        assertThat(start).as("heading " + heading).isLessThan(text.size());
        int end = start + 1;
        while (end < text.size() && !text.get(end).startsWith("#")) {
            end++;
        }
        return text.subList(start + 1, end);
    }

    /** The cells of the section's table that begins with this header. */
    private List<List<String>> table(String heading, String header) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : lines(heading)) {
            if (line.startsWith(header)) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("| ---")) {
                String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
                rows.add(Arrays.stream(cells).map(String::strip).toList());
            }
        }
        assertThat(rows).as("table " + header + " under " + heading).isNotEmpty();
        return rows;
    }

    private static String dash(String value) {
        return value.isEmpty() ? "-" : value;
    }
}
