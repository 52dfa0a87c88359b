// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.CompoundResult;
import io.howdah.hbase.client.AggregateValue;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.AggregationStats;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.RowRange;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;

/** Writes an answer group by group, for people or for programs. */
abstract class ResultPrinter {
    final PrintWriter out;
    final List<String> groupLabels;
    final List<String> labels;

    private ResultPrinter(PrintWriter out, List<String> groupLabels, List<String> labels) {
        this.out = out;
        this.groupLabels = groupLabels;
        this.labels = labels;
    }

    static ResultPrinter of(boolean json, PrintWriter out, List<String> groupLabels, List<String> labels) {
        return json ? new JsonObject(out, groupLabels, labels) : new Columns(out, groupLabels, labels);
    }

    /** Before the first group, also when there is none. */
    abstract void begin(TableName table, RowRange range);

    abstract void group(AggregationResult.Group group);

    abstract void end(AggregationStats stats);

    /** As wide as the widest of the first lines; what is wider behind them shifts its line. */
    private static final class Columns extends ResultPrinter {
        private static final int MEASURED = 10_000;

        private final List<List<String>> first = new ArrayList<>();
        private int[] widths;

        Columns(PrintWriter out, List<String> groupLabels, List<String> labels) {
            super(out, groupLabels, labels);
        }

        @Override
        void begin(TableName table, RowRange range) {
            List<String> header = new ArrayList<>(groupLabels);
            header.addAll(labels);
            first.add(header);
        }

        @Override
        void group(AggregationResult.Group group) {
            List<String> line = new ArrayList<>();
            group.key().forEach(part -> line.add(part == null ? "-" : text(part)));
            group.values().values().forEach(value -> line.add(value.isNull() ? "-" : cell(value)));
            if (widths != null) {
                print(line);
                return;
            }
            first.add(line);
            if (first.size() > MEASURED) {
                printFirst();
            }
        }

        @Override
        void end(AggregationStats stats) {
            if (widths == null) {
                printFirst();
            }
        }

        private void printFirst() {
            widths = new int[groupLabels.size() + labels.size()];
            for (List<String> line : first) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], line.get(i).length());
                }
            }
            first.forEach(this::print);
            first.clear();
        }

        private void print(List<String> line) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(Math.max(0, widths[i] - line.get(i).length()));
                row.append(i < groupLabels.size() ? line.get(i) + padding : padding + line.get(i))
                        .append("  ");
            }
            out.println(row.toString().stripTrailing());
        }
    }

    /** One object, written as the groups come. */
    private static final class JsonObject extends ResultPrinter {
        private String separator = "";

        JsonObject(PrintWriter out, List<String> groupLabels, List<String> labels) {
            super(out, groupLabels, labels);
        }

        @Override
        void begin(TableName table, RowRange range) {
            Map<String, Object> head = new LinkedHashMap<>();
            head.put("table", table.getNameAsString());
            head.put("from", Printable.whole(range.from()));
            head.put("to", Printable.whole(range.to()));
            head.put("group_by", groupLabels);
            String text = Json.of(head);
            out.print(text.substring(0, text.length() - 1) + ", \"groups\": [");
        }

        @Override
        void group(AggregationResult.Group group) {
            List<Object> key = new ArrayList<>();
            group.key().forEach(part -> key.add(part == null ? null : text(part)));
            Map<String, Object> values = new LinkedHashMap<>();
            group.values().forEach((label, value) -> values.put(label, number(value)));
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key);
            entry.put("values", values);
            out.print(separator + Json.of(entry));
            separator = ", ";
        }

        @Override
        void end(AggregationStats stats) {
            Map<String, Object> took = new LinkedHashMap<>();
            took.put("calls", stats.calls());
            took.put("slices", stats.slices());
            took.put("relocations", stats.relocations());
            took.put("retries", stats.retries());
            took.put("rejections", stats.rejections());
            took.put("rows_scanned", stats.rowsScanned());
            took.put("seconds", stats.elapsed().toMillis() / 1_000.0);
            out.println("], \"stats\": " + Json.of(took) + "}");
        }
    }

    private static Object number(AggregateValue value) {
        return tree(value.raw() instanceof CompoundResult compound ? compound.asTree() : value.raw());
    }

    /** The same with text for bytes. */
    private static Object tree(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, tree(value)));
            return copy;
        } else if (node instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(tree(element)));
            return copy;
        }
        return node instanceof byte[] bytes ? text(bytes) : node;
    }

    private static String cell(AggregateValue value) {
        return value.raw() instanceof byte[] bytes ? text(bytes) : value.asText();
    }

    /** UTF-8 as it is when it can be shown, else with escapes. */
    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().anyMatch(c -> Character.isISOControl(c)) ? Printable.whole(bytes) : text;
        } catch (CharacterCodingException e) {
            return Printable.whole(bytes);
        }
    }
}
