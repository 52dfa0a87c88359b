// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static DemoReport report(String summary, boolean passed) {
        Chart chart = new Chart(
                Chart.Kind.BAR,
                "Strikes </script><b>",
                "strikes",
                List.of("A & B", "</script><script>alert(1)</script>"),
                List.of(new Chart.Series("Howdah", List.of(1.0, 1234.0))));
        Section section = new Section(
                "A step",
                passed,
                Duration.ofMillis(1234),
                summary,
                List.of(new Section.Evidence("class", "io.howdah.X")),
                "hdfs fsck /",
                List.of(new Table("t", List.of("name", "n"), List.of(List.of("x", "1,234"), List.of("y", "2 %")))),
                List.of(chart));
        return new DemoReport(
                Instant.EPOCH, Duration.ofSeconds(9), "rows.csv", List.of("Hadoop"), List.of(), List.of(section));
    }

    @Test
    void page_needsNothingElse() {
        String html = HtmlReport.render(report("fine", true));
        // Attributes that would load something; the chart library mentions addresses in strings only.
        Matcher loads = Pattern.compile("<(script|link|img|iframe)[^>]*(src|href)=", Pattern.CASE_INSENSITIVE)
                .matcher(html);
        assertThat(loads.find()).isFalse();
        assertThat(html).contains("new Chart(").contains("Chart.js v").doesNotContain("sourceMappingURL");
    }

    @Test
    void texts_areEscaped_whenTheyLookLikeMarkup() {
        String html = HtmlReport.render(report("<img src=x onerror=alert(1)>", true));
        assertThat(html)
                .doesNotContain("<img")
                .doesNotContain("<script>alert(1)")
                .contains("&lt;img src=x onerror=alert(1)&gt;");
    }

    @Test
    void charts_showTheirNumbersToo() {
        assertThat(HtmlReport.render(report("fine", true))).contains(">1,234<").contains("A &amp; B");
    }

    @Test
    void failedStep_isMarked() {
        assertThat(HtmlReport.render(report("broken", false)))
                .contains("badge bad\">failed")
                .contains("0 of 1 steps");
    }

    @Test
    void write_leavesOnlyTheReport_andReplacesAnOldOne(@TempDir Path directory) throws Exception {
        Path target = directory.resolve("sub/report.html");
        HtmlReport.write(report("one", true), target);
        HtmlReport.write(report("two", true), target);
        assertThat(target).content().contains("two");
        try (var files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void chart_isRefused_whenValuesAreMissing() {
        assertThatThrownBy(() -> new Chart(
                        Chart.Kind.BAR, "c", "", List.of("a", "b"), List.of(new Chart.Series("s", List.of(1.0)))))
                .hasMessageContaining("1 values for 2 labels");
    }
}
