// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.CompoundResult;
import io.howdah.hbase.client.AggregateValue;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.AggregationStats;
import io.howdah.hbase.slice.core.Printable;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;

/** A result for people, and for programs. */
final class ResultPrinter {
    private ResultPrinter() {}

    static void table(PrintWriter out, AggregationResult result) {
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(result.groupLabels());
        header.addAll(result.labels());
        lines.add(header);
        for (AggregationResult.Group group : result.groups()) {
            List<String> line = new ArrayList<>();
            group.key().forEach(part -> line.add(part == null ? "-" : text(part)));
            group.values().values().forEach(value -> line.add(value.isNull() ? "-" : cell(value)));
            lines.add(line);
        }
        int[] widths = new int[header.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        int keys = result.groupLabels().size();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                row.append(i < keys ? line.get(i) + padding : padding + line.get(i))
                        .append("  ");
            }
            out.println(row.toString().stripTrailing());
        }
    }

    static void json(PrintWriter out, TableName table, AggregationResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", table.getNameAsString());
        json.put("from", Printable.whole(result.coverage().from()));
        json.put("to", Printable.whole(result.coverage().to()));
        json.put("group_by", result.groupLabels());
        List<Object> groups = new ArrayList<>();
        for (AggregationResult.Group group : result.groups()) {
            List<Object> key = new ArrayList<>();
            group.key().forEach(part -> key.add(part == null ? null : text(part)));
            Map<String, Object> values = new LinkedHashMap<>();
            group.values().forEach((label, value) -> values.put(label, number(value)));
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key);
            entry.put("values", values);
            groups.add(entry);
        }
        json.put("groups", groups);
        AggregationStats stats = result.stats();
        Map<String, Object> took = new LinkedHashMap<>();
        took.put("calls", stats.calls());
        took.put("slices", stats.slices());
        took.put("relocations", stats.relocations());
        took.put("retries", stats.retries());
        took.put("rejections", stats.rejections());
        took.put("rows_scanned", stats.rowsScanned());
        took.put("seconds", stats.elapsed().toMillis() / 1_000.0);
        json.put("stats", took);
        out.println(Json.of(json));
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
