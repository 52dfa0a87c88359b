// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Values at ranks, about: the value at rank 0.99 is one that 99% of the values do not exceed. What is returned always
 * occurs; its true rank is within {@code rankError} of the rank asked for in 99 of 100 cases.
 *
 * @param count how many values there are, without NaN
 * @param skippedNaN how many values were NaN, which have no rank
 * @param ranks as asked for, 0 to 1
 * @param values one for each rank
 * @param rankError of ranks, 0 to 1; 0: the values are exact
 */
public record Quantiles(long count, long skippedNaN, List<Double> ranks, List<Double> values, double rankError)
        implements CompoundResult {
    public Quantiles {
        ranks = List.copyOf(ranks);
        values = List.copyOf(values);
    }

    /** {@code p99} of rank 0.99. */
    private String name(int i) {
        return "p"
                + BigDecimal.valueOf(ranks.get(i))
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    @Override
    public Object asTree() {
        Map<String, Object> map = new LinkedHashMap<>();
        IntStream.range(0, ranks.size()).forEach(i -> map.put(name(i), values.get(i)));
        map.put("rank_error", rankError);
        map.put("count", count);
        map.put("skipped_nan", skippedNaN);
        return map;
    }

    @Override
    public String asText() {
        return IntStream.range(0, ranks.size())
                .mapToObj(i -> name(i) + "=" + values.get(i))
                .collect(Collectors.joining(" "));
    }
}
