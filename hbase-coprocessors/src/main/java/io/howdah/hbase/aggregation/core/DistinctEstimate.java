// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many different values there are, about. The truth is between the bounds in 95 of 100 cases (two standard deviations).
 */
public record DistinctEstimate(double estimate, double lowerBound, double upperBound) implements CompoundResult {
    @Override
    public Object asTree() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("estimate", Math.round(estimate));
        map.put("lower_bound", Math.round(lowerBound));
        map.put("upper_bound", Math.round(upperBound));
        return map;
    }

    /** The estimate, rounded. */
    @Override
    public String asText() {
        return Long.toString(Math.round(estimate));
    }
}
