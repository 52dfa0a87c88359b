// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase agg}. */
@Command(
        name = "agg",
        header = "Aggregates over a table, each row once, also while regions split, merge and move",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "COL is family:qualifier, with \\xNN for bytes that are not text. DECODER says",
            "how its bytes are read: long (default), int, short, double, float, decimal,",
            "string-long, string-decimal, string-double, string, bytes.",
            "",
            "Example: howdah hbase agg birdstrikes --count --sum d:cost --group-by d:kind",
            "Exit: 0 ok, 2 bad usage or input, 3 cannot tell."
        })
final class AggCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "TABLE", description = "name, or namespace:name")
    private String table;

    /** In the order of the command line, whatever the function. */
    @ArgGroup(exclusive = true, multiplicity = "1..*")
    private List<What> what;

    @Option(names = "--group-by", paramLabel = "COL", description = "one group for each value; again: each combination")
    private List<String> groupBy = List.of();

    @Option(
            names = "--group-by-prefix",
            paramLabel = "N",
            description = "one group for each first N bytes of the row key")
    private int prefix;

    @Option(names = "--from", paramLabel = "ROW", defaultValue = "", description = "first row, inclusive")
    private String from;

    @Option(names = "--to", paramLabel = "ROW", defaultValue = "", description = "last row, exclusive")
    private String to;

    @Option(
            names = "--column",
            paramLabel = "COL",
            description = "only rows that have this column (or another one named)")
    private List<String> columns = List.of();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    /** One aggregate. */
    static final class What {
        @Option(names = "--count", description = "rows", required = true)
        private boolean count;

        @Option(
                names = "--count-column",
                paramLabel = "COL",
                description = "rows that have the column",
                required = true)
        private String countColumn;

        @Option(names = "--sum", paramLabel = "COL[=DECODER]", description = "sum of its values", required = true)
        private String sum;

        @Option(names = "--min", paramLabel = "COL[=DECODER]", description = "smallest value", required = true)
        private String min;

        @Option(names = "--max", paramLabel = "COL[=DECODER]", description = "largest value", required = true)
        private String max;

        @Option(names = "--avg", paramLabel = "COL[=DECODER]", description = "mean of its values", required = true)
        private String avg;

        void addTo(ExactAggregation aggregation) {
            if (count) {
                aggregation.count();
            } else if (countColumn != null) {
                aggregation.count(countColumn);
            } else if (sum != null) {
                add(aggregation, AggregateFunction.SUM, sum);
            } else if (min != null) {
                add(aggregation, AggregateFunction.MIN, min);
            } else if (max != null) {
                add(aggregation, AggregateFunction.MAX, max);
            } else {
                add(aggregation, AggregateFunction.AVG, avg);
            }
        }

        private static void add(ExactAggregation aggregation, AggregateFunction function, String text) {
            int equals = text.lastIndexOf('=');
            Decoder decoder = equals < 0 ? Decoders.LONG : Decoders.byId(text.substring(equals + 1));
            aggregation.aggregate(function, Column.parse(equals < 0 ? text : text.substring(0, equals)), decoder);
        }
    }

    @Override
    public Integer call() throws Exception {
        TableName name = TableName.valueOf(table);
        try (Connection connection = cluster.connect()) {
            ExactAggregation aggregation = ExactAggregation.on(connection)
                    .table(name)
                    .range(Printable.parse(from), Printable.parse(to))
                    .deadline(Duration.ofSeconds(cluster.timeoutSeconds()));
            columns.forEach(aggregation::column);
            groupBy.forEach(aggregation::groupBy);
            if (spec.commandLine().getParseResult().hasMatchedOption("--group-by-prefix")) {
                aggregation.groupByRowPrefix(prefix);
            }
            what.forEach(aggregate -> aggregate.addTo(aggregation));
            AggregationResult result = aggregation.execute();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                ResultPrinter.json(out, name, result);
            } else {
                ResultPrinter.table(out, result);
            }
            return HBaseCommand.OK;
        }
    }
}
