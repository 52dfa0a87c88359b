// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.metrics2.annotation.Metric;
import org.apache.hadoop.metrics2.lib.MutableRate;

/** Holds a table of metrics in CONFIGURATION.md against the code, row for row. */
public final class DocumentedMetrics {
    private DocumentedMetrics() {}

    /**
     * @param metrics a Metrics2 source; each annotated field is a row
     * @param header the beginning of the table's first line
     */
    public static void assertTable(Class<?> metrics, String header) throws IOException {
        List<String> expected = Arrays.stream(metrics.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Metric.class))
                .map(field -> {
                    String[] value = field.getAnnotation(Metric.class).value();
                    String name = Character.toUpperCase(field.getName().charAt(0))
                            + field.getName().substring(1);
                    String attributes = field.getType() == MutableRate.class
                            ? "`" + name + "NumOps`, `" + name + "AvgTime`"
                            : "`" + name + "`";
                    return "| " + attributes + " | " + value[value.length - 1] + " |";
                })
                .toList();
        List<String> documented = Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                .dropWhile(line -> !line.startsWith(header))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(documented).isNotEmpty().isEqualTo(expected);
    }
}
