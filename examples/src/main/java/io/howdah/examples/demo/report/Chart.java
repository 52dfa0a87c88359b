// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import java.util.List;

/**
 * One chart of the report, and the numbers behind it: the page shows both, so that it can be read on paper and without
 * scripts.
 *
 * @param kind how it is drawn
 * @param title what it shows, a sentence
 * @param unit of the values, for the axis
 * @param labels one per value
 * @param series one or more rows of values, each as long as {@code labels}
 */
public record Chart(Kind kind, String title, String unit, List<String> labels, List<Series> series) {

    /** Horizontal bars for names that are long, vertical ones for few and short names. */
    public enum Kind {
        BAR,
        HORIZONTAL_BAR
    }

    /** A named row of values. */
    public record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }

    public Chart {
        labels = List.copyOf(labels);
        series = List.copyOf(series);
        for (Series row : series) {
            if (row.values().size() != labels.size()) {
                throw new IllegalArgumentException("chart '" + title + "': series '" + row.name() + "' has "
                        + row.values().size() + " values for " + labels.size() + " labels");
            }
        }
    }
}
