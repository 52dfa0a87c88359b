// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The values that occur most often, about. The true count of each is between its bounds, always; a value that occurs more
 * than {@code maximumError} times is missing only when as many as were asked for seem to occur more often.
 *
 * @param count how many values there are
 * @param maximumError the greatest difference of the bounds; 0: the counts are exact
 * @param items by descending estimate
 */
public record FrequentItems(long count, long maximumError, List<Item> items) implements CompoundResult {
    public FrequentItems {
        items = List.copyOf(items);
    }

    /** One value and how often it occurs. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Item(byte[] value, long estimate, long lowerBound, long upperBound) {}

    @Override
    public Object asTree() {
        List<Object> list = new ArrayList<>();
        for (Item item : items) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("value", item.value());
            map.put("estimate", item.estimate());
            map.put("lower_bound", item.lowerBound());
            map.put("upper_bound", item.upperBound());
            list.add(map);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("items", list);
        map.put("count", count);
        map.put("maximum_error", maximumError);
        return map;
    }

    @Override
    public String asText() {
        return items.stream()
                .map(item -> Printable.of(item.value()) + "=" + item.estimate())
                .collect(Collectors.joining(" "));
    }
}
