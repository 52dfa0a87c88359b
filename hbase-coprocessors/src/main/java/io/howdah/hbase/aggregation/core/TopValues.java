// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The largest values of a column with the rows that have them: exact, in descending order, of equal values the smaller row
 * key first. NaN is greatest.
 */
public record TopValues(List<Entry> entries) implements CompoundResult {
    public TopValues {
        entries = List.copyOf(entries);
    }

    /**
     * One value.
     *
     * @param value Long, BigDecimal, Double or byte[], as the decoder reads it
     * @param row the key of its row
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Entry(Object value, byte[] row) {}

    @Override
    public Object asTree() {
        List<Object> list = new ArrayList<>();
        for (Entry entry : entries) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("value", entry.value());
            map.put("row", entry.row());
            list.add(map);
        }
        return list;
    }

    @Override
    public String asText() {
        return entries.stream()
                .map(e -> (e.value() instanceof byte[] bytes
                                ? Printable.of(bytes)
                                : e.value().toString()) + " @ " + Printable.of(e.row()))
                .collect(Collectors.joining(", "));
    }
}
