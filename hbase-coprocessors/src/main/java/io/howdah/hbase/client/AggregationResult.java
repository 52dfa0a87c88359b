// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.core.GroupRows;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.RowRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answer: groups in the order of their keys, the rows it covers, and what it took. Immutable. */
public final class AggregationResult {
    private final List<String> groupLabels;
    private final List<String> labels;
    private final List<Group> groups;
    private final RowRange coverage;
    private final AggregationStats stats;

    AggregationResult(
            List<String> groupLabels,
            List<String> labels,
            List<Group> groups,
            RowRange coverage,
            AggregationStats stats) {
        this.groupLabels = List.copyOf(groupLabels);
        this.labels = List.copyOf(labels);
        this.groups = List.copyOf(groups);
        this.coverage = coverage;
        this.stats = stats;
    }

    /** What the parts of a group's key are: columns, or {@code row[n]} for a row prefix. */
    public List<String> groupLabels() {
        return groupLabels;
    }

    /** What was computed, in the order asked: {@code count(*)}, {@code sum(d:cost)}. */
    public List<String> labels() {
        return labels;
    }

    /** All groups, by key in unsigned byte order, null first. Without groupBy: exactly one, with an empty key. */
    public List<Group> groups() {
        return groups;
    }

    /**
     * The groups with the greatest values, in descending order: exact, for it is taken from all groups after they are merged.
     * Equal values in the order of keys; groups without a value last.
     *
     * @param size how many groups at most
     * @param label of the value, such as {@code sum(d:cost)}
     * @throws IllegalArgumentException when the value was not asked for, or is not one that has an order
     */
    public AggregationResult topGroups(int size, String label) {
        if (size < 1) {
            throw new IllegalArgumentException("the top " + size + " groups: at least 1");
        }
        if (!labels.contains(label)) {
            throw new IllegalArgumentException("'" + label + "' was not asked for; there are " + labels);
        }
        List<Group> top = groups.stream()
                .map(group -> Map.entry(group.value(label), group))
                .sorted(Map.Entry.comparingByKey(AggregateValue.GREATEST_FIRST_NULL_LAST))
                .limit(size)
                .map(Map.Entry::getValue)
                .toList();
        return new AggregationResult(groupLabels, labels, top, coverage, stats);
    }

    /** The group whose key parts are these texts in UTF-8, if there is one. */
    public Optional<Group> group(String... key) {
        return groups.stream().filter(g -> g.isKey(key)).findFirst();
    }

    /**
     * The only group of an aggregate without groupBy.
     *
     * @throws IllegalStateException when there was a groupBy
     */
    public Group total() {
        if (!groupLabels.isEmpty()) {
            throw new IllegalStateException("grouped by " + groupLabels + ": use groups()");
        }
        return groups.get(0);
    }

    /** {@code count(*)} of an aggregate without groupBy. */
    public long count() {
        return total().count();
    }

    /** The rows in the answer: exactly the range asked for, each row once. */
    public RowRange coverage() {
        return coverage;
    }

    public AggregationStats stats() {
        return stats;
    }

    @Override
    public String toString() {
        return groups.size() + " groups over " + coverage + ", " + stats;
    }

    /** What the values of all groups are called: one for an answer, however many groups. */
    static final class Labels {
        private final String[] names;
        private final Map<String, Integer> index = new HashMap<>();

        Labels(List<String> names) {
            this.names = names.toArray(String[]::new);
            for (int i = 0; i < this.names.length; i++) {
                index.put(this.names[i], i);
            }
        }
    }

    /** One group: its key and one value for each label. */
    public static final class Group {
        private final Labels labels;
        /** The answer that the group is row {@link #row} of; null: {@link #key} and {@link #results} are there. */
        private final GroupRows rows;

        private final int row;
        private final List<byte[]> key;
        private final Object[] results;

        /** @param results one for each label */
        Group(Labels labels, List<byte[]> key, Object[] results) {
            this.labels = labels;
            this.rows = null;
            this.row = 0;
            this.key = key;
            this.results = results;
        }

        Group(Labels labels, GroupRows rows, int row) {
            this.labels = labels;
            this.rows = rows;
            this.row = row;
            this.key = null;
            this.results = null;
        }

        private List<byte[]> parts() {
            return rows == null ? key : rows.key(row);
        }

        /** The parts of the key; a part is null where rows had no such column. */
        public List<byte[]> key() {
            List<byte[]> copy = new ArrayList<>();
            parts().forEach(part -> copy.add(part == null ? null : part.clone()));
            return Collections.unmodifiableList(copy);
        }

        /** A part of the key as UTF-8 text; null where rows had no such column. */
        public String keyText(int part) {
            byte[] bytes = parts().get(part);
            return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
        }

        private boolean isKey(String... texts) {
            List<byte[]> parts = parts();
            if (texts.length != parts.size()) {
                return false;
            }
            for (int i = 0; i < texts.length; i++) {
                byte[] wanted = texts[i] == null ? null : texts[i].getBytes(StandardCharsets.UTF_8);
                if (!Arrays.equals(wanted, parts.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** All values by label, in the order asked. */
        public Map<String, AggregateValue> values() {
            Map<String, AggregateValue> values = new LinkedHashMap<>();
            for (int i = 0; i < labels.names.length; i++) {
                values.put(labels.names[i], value(i));
            }
            return Collections.unmodifiableMap(values);
        }

        private AggregateValue value(int i) {
            return new AggregateValue(labels.names[i], rows == null ? results[i] : rows.result(row, i));
        }

        /**
         * The value with this label, such as {@code sum(d:cost)}.
         *
         * @throws IllegalArgumentException when it was not asked for
         */
        public AggregateValue value(String label) {
            Integer i = labels.index.get(label);
            if (i == null) {
                throw new IllegalArgumentException(
                        label + " was not asked for; there are " + Arrays.toString(labels.names));
            }
            return value(i);
        }

        /** {@code count(*)}. */
        public long count() {
            return value("count(*)").asLong();
        }

        /** {@code count(column)}: rows that have the column. */
        public long count(String column) {
            return value("count(" + column + ")").asLong();
        }

        public AggregateValue sum(String column) {
            return value("sum(" + column + ")");
        }

        public AggregateValue min(String column) {
            return value("min(" + column + ")");
        }

        public AggregateValue max(String column) {
            return value("max(" + column + ")");
        }

        public AggregateValue avg(String column) {
            return value("avg(" + column + ")");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            parts().forEach(part ->
                    text.append(part == null ? "null" : Printable.of(part)).append(' '));
            return text.append(values().values()).toString();
        }
    }
}
