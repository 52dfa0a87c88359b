// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.client.AggregationDeadlineException;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.AggregationStats;
import io.howdah.hbase.client.AggregationToken;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.RowRange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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

    /** In the order of the command line, whatever the kind. */
    @ArgGroup(exclusive = true, multiplicity = "0..*")
    private List<GroupBy> groupBy = new ArrayList<>();

    @Option(names = "--from", paramLabel = "ROW", defaultValue = "", description = "first row, inclusive")
    private String from;

    @Option(names = "--to", paramLabel = "ROW", defaultValue = "", description = "last row, exclusive")
    private String to;

    @Option(
            names = "--column",
            paramLabel = "COL",
            description = "only rows that have this column (or another one named)")
    private List<String> columns = List.of();

    @Option(
            names = "--top-groups",
            paramLabel = "N,LABEL",
            description = "only the N groups with the greatest value LABEL, which is as in the answer: 10,sum(d:cost)")
    private String topGroups;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    /** Which groups to show; checked before the first call, for an aggregate may take long. */
    private record TopGroups(int size, String label) {
        static TopGroups parse(String text, List<Aggregate> aggregates) {
            TopGroups top = new TopGroups(What.number(text), What.afterNumber(text));
            Aggregate by = aggregates.stream()
                    .filter(aggregate -> aggregate.label().equals(top.label()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--top-groups " + text + ": '" + top.label()
                            + "' was not asked for; there are "
                            + aggregates.stream().map(Aggregate::label).toList()));
            if (top.size() < 1 || !by.function().isOrdered()) {
                throw new IllegalArgumentException(
                        "--top-groups " + text + ": N must be at least 1, and LABEL one value"
                                + " with an order: count, sum, min, max, avg, stddev, distinct");
            }
            return top;
        }
    }

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description =
                    "keep in FILE what is done, and go on from there when FILE exists; deleted at the end; it holds"
                            + " group keys and sums, for its owner's eyes only")
    private Path resume;

    @Override
    public Integer call() throws Exception {
        TableName name = TableName.valueOf(table);
        RowRange range = RowRange.of(Printable.parse(from), Printable.parse(to));
        PrintWriter err = spec.commandLine().getErr();
        List<GroupExpression> groups = groupBy.stream().map(GroupBy::expression).toList();
        List<Aggregate> aggregates = what.stream().map(What::aggregate).toList();
        TopGroups top = topGroups == null ? null : TopGroups.parse(topGroups, aggregates);
        TokenFile token = new TokenFile(resume, err);
        ProgressBar bar = new ProgressBar(err, ProgressBar.isTerminal(), System::nanoTime);
        ResultPrinter printer = ResultPrinter.of(
                json,
                spec.commandLine().getOut(),
                groups.stream().map(GroupExpression::label).toList(),
                aggregates.stream().map(Aggregate::label).toList());
        Optional<AggregationToken> begun = token.load();
        try (Connection connection = cluster.connect()) {
            ExactAggregation aggregation = ExactAggregation.on(connection)
                    .table(name)
                    .range(range.from(), range.to())
                    .deadline(Duration.ofSeconds(cluster.timeoutSeconds()))
                    .onProgress(progress -> {
                        token.keep(progress);
                        bar.at(progress.fraction(), progress.stats().rowsScanned());
                    });
            columns.forEach(aggregation::column);
            groups.forEach(aggregation::groupBy);
            aggregates.forEach(aggregation::aggregate);
            begun.ifPresent(aggregation::resume);
            boolean[] answered = {false};
            Runnable begin = () -> {
                if (!answered[0]) {
                    answered[0] = true;
                    bar.end();
                    printer.begin(name, range);
                }
            };
            Consumer<AggregationResult.Group> show = group -> {
                begin.run();
                printer.group(group);
            };
            AggregationStats stats;
            if (top == null) {
                stats = aggregation.forEachGroup(show);
            } else {
                AggregationResult all = aggregation.execute();
                all.topGroups(top.size(), top.label()).groups().forEach(show);
                stats = all.stats();
            }
            begin.run();
            printer.end(stats);
            token.delete();
            return HBaseCommand.OK;
        } catch (AggregationDeadlineException e) {
            bar.end();
            if (e.token().isPresent()) {
                token.keep(e.token().get());
            }
            throw e;
        } finally {
            bar.end();
        }
    }
}
