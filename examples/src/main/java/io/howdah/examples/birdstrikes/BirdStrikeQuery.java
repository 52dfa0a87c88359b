// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.util.Tool;

/**
 * Asks the loaded table for strikes and cost per operator. The region servers group and add up where the rows are; the client
 * receives one line per operator and region, whatever the number of rows, and merges them exactly.
 */
public final class BirdStrikeQuery extends Configured implements Tool {
    private static final String OPERATOR = StrikeTable.FAMILY + ":" + StrikeTable.OPERATOR;
    private static final String COST = StrikeTable.FAMILY + ":" + StrikeTable.COST;

    private static final Option STATE =
            CommandLineTool.optional("state", "NAME", "only strikes of this state: one range of rows, not a filter");
    private static final Option JSON = CommandLineTool.flag("json", "an array of objects instead of a table");

    private static final CommandLineTool.Usage USAGE = new CommandLineTool.Usage(
            "birdstrikes-query",
            "Strikes and cost per operator, added up by the region servers.",
            List.of(BirdStrikeBulkLoad.TABLE, STATE, JSON),
            "hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.BirdStrikeQuery"
                    + " --table birdstrikes --state Texas");

    /**
     * Strikes and total cost of every operator, ascending by operator in UTF-8 order.
     *
     * @throws io.howdah.hbase.client.EndpointNotDeployedException when the table has no aggregation endpoint
     */
    public static List<OperatorCost> byOperator(Connection connection, TableName table) throws IOException {
        return query(connection, table, new byte[0], new byte[0]);
    }

    /** As {@link #byOperator(Connection, TableName)}, of one state: the row key starts with it. */
    public static List<OperatorCost> byOperator(Connection connection, TableName table, String state)
            throws IOException {
        return query(
                connection,
                table,
                (state + '\0').getBytes(StandardCharsets.UTF_8),
                (state + '\1').getBytes(StandardCharsets.UTF_8));
    }

    private static List<OperatorCost> query(Connection connection, TableName table, byte[] from, byte[] to)
            throws IOException {
        AggregationResult result = ExactAggregation.on(connection)
                .table(table)
                .range(from, to)
                .groupBy(OPERATOR)
                .count()
                .sum(COST, Decoders.LONG)
                .execute();
        return result.groups().stream()
                .map(group -> new OperatorCost(
                        group.keyText(0), group.count(), group.sum(COST).asLong()))
                .toList();
    }

    @Override
    public int run(String[] args) throws Exception {
        return CommandLineTool.run(USAGE, args, this::run);
    }

    private int run(CommandLine line) throws Exception {
        TableName table = BirdStrikeBulkLoad.table(line);
        String state = line.getOptionValue(STATE.getLongOpt());
        try (Connection connection = ConnectionFactory.createConnection(HBaseConfiguration.create(getConf()))) {
            List<OperatorCost> rows =
                    state == null ? byOperator(connection, table) : byOperator(connection, table, state);
            System.out.print(line.hasOption(JSON.getLongOpt()) ? json(rows) : table(rows));
        }
        return CommandLineTool.OK;
    }

    /** The costliest operator first. */
    static String table(List<OperatorCost> rows) {
        List<OperatorCost> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong(OperatorCost::totalCost).reversed().thenComparing(OperatorCost::operator));
        int width = Math.max(
                8, sorted.stream().mapToInt(r -> r.operator().length()).max().orElse(0));
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        String row = "%-" + width + "s  %,10d  %,16d%n";
        out.printf(Locale.ROOT, "%-" + width + "s  %10s  %16s%n", "OPERATOR", "STRIKES", "COST (USD)");
        for (OperatorCost r : sorted) {
            out.printf(Locale.ROOT, row, r.operator(), r.strikes(), r.totalCost());
        }
        out.printf(
                Locale.ROOT,
                row,
                "TOTAL",
                sorted.stream().mapToLong(OperatorCost::strikes).sum(),
                sorted.stream().mapToLong(OperatorCost::totalCost).sum());
        out.flush();
        return text.toString();
    }

    static String json(List<OperatorCost> rows) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartArray();
            for (OperatorCost r : rows) {
                out.writeStartObject();
                out.writeStringField("operator", r.operator());
                out.writeNumberField("strikes", r.strikes());
                out.writeNumberField("totalCost", r.totalCost());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        return text + System.lineSeparator();
    }

    public static void main(String[] args) {
        System.exit(CommandLineTool.main(new BirdStrikeQuery(), args));
    }
}
