// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.slice.core.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** One aggregate, on the command line of {@code howdah hbase agg}. */
final class What {
    @Option(names = "--count", description = "rows", required = true)
    private boolean count;

    @Option(names = "--count-column", paramLabel = "COL", description = "rows that have the column", required = true)
    private String countColumn;

    @Option(names = "--sum", paramLabel = "COL[=DECODER]", description = "sum of its values", required = true)
    private String sum;

    @Option(names = "--min", paramLabel = "COL[=DECODER]", description = "smallest value", required = true)
    private String min;

    @Option(names = "--max", paramLabel = "COL[=DECODER]", description = "largest value", required = true)
    private String max;

    @Option(names = "--avg", paramLabel = "COL[=DECODER]", description = "mean of its values", required = true)
    private String avg;

    @Option(
            names = "--stddev",
            paramLabel = "COL[=DECODER]",
            description = "sample standard deviation (divided by n - 1)",
            required = true)
    private String deviation;

    @Option(
            names = "--stddev-pop",
            paramLabel = "COL[=DECODER]",
            description = "population standard deviation (divided by n)",
            required = true)
    private String populationDeviation;

    @Option(
            names = "--top",
            paramLabel = "N,COL[=DECODER]",
            description = "the N largest values with their rows",
            required = true)
    private String top;

    @Option(
            names = "--distinct",
            paramLabel = "COL",
            description = "about how many different values; relative standard error 1.6%%",
            required = true)
    private String distinct;

    @Option(
            names = "--quantiles",
            paramLabel = "RANK[,RANK]...,COL[=DECODER]",
            description = "values at ranks 0 to 1, as in 0.5,0.99,d:ms; the error of a rank is 0.003",
            required = true)
    private String quantiles;

    @Option(
            names = "--frequent",
            paramLabel = "N,COL",
            description = "the N most frequent values, about, with bounds",
            required = true)
    private String frequent;

    Aggregate aggregate() {
        if (count) {
            return new Aggregate(AggregateFunction.COUNT_ROWS, null, null);
        } else if (countColumn != null) {
            return new Aggregate(AggregateFunction.COUNT, Column.parse(countColumn), null);
        } else if (sum != null) {
            return decoded(AggregateFunction.SUM, sum, 0);
        } else if (min != null) {
            return decoded(AggregateFunction.MIN, min, 0);
        } else if (max != null) {
            return decoded(AggregateFunction.MAX, max, 0);
        } else if (avg != null) {
            return decoded(AggregateFunction.AVG, avg, 0);
        } else if (deviation != null) {
            return decoded(AggregateFunction.STDDEV_SAMP, deviation, 0);
        } else if (populationDeviation != null) {
            return decoded(AggregateFunction.STDDEV_POP, populationDeviation, 0);
        }
        return top != null ? decoded(AggregateFunction.TOP, afterNumber(top), number(top)) : sketch();
    }

    private Aggregate sketch() {
        if (distinct != null) {
            return Aggregate.distinct(Column.parse(distinct));
        } else if (frequent != null) {
            return new Aggregate(
                    AggregateFunction.FREQUENT, Column.parse(afterNumber(frequent)), null, number(frequent));
        }
        List<Double> ranks = new ArrayList<>();
        String rest = quantiles;
        for (Double rank = rank(rest); rank != null; rank = rank(rest)) {
            ranks.add(rank);
            rest = afterNumber(rest);
        }
        DecodedColumn decoded = DecodedColumn.parse(rest);
        return Aggregate.quantiles(decoded.column(), decoded.decoder(), ranks);
    }

    /** The number before the first comma; null when there is none. */
    private static Double rank(String text) {
        int comma = text.indexOf(',');
        try {
            return comma < 0 ? null : Double.valueOf(text.substring(0, comma));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Aggregate decoded(AggregateFunction function, String text, int size) {
        DecodedColumn decoded = DecodedColumn.parse(text);
        return new Aggregate(function, decoded.column(), decoded.decoder(), size);
    }

    /** The number before the first comma. */
    static int number(String text) {
        int comma = text.indexOf(',');
        try {
            return Integer.parseInt(text.substring(0, Math.max(0, comma)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not begin with a number: write N,COL, as in 10,d:cost");
        }
    }

    static String afterNumber(String text) {
        return text.substring(text.indexOf(',') + 1);
    }
}
