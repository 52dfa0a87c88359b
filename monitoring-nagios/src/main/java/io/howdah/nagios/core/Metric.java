// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * A number that a check reports and can hold against a threshold. Immutable.
 *
 * @param name label of its performance data, and what {@code -w NAME=RANGE} calls it
 * @param unit unit of its value and ranges
 * @param hasTotal whether its ranges may be percent of a total ({@code 10%})
 * @param warning default of {@code -w}; empty: never
 * @param critical default of {@code -c}; empty: never
 * @param meaning one line for documentation
 */
public record Metric(String name, Uom unit, boolean hasTotal, String warning, String critical, String meaning) {}
