// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.util.List;
import java.util.stream.Stream;

/** The columns of the bird-strike table, in the file's order; examples/data/SOURCES.md says what each means. */
public enum Column {
    AIRPORT(1, "Airport Name"),
    AIRCRAFT(2, "Aircraft Make Model"),
    DAMAGE(3, "Effect Amount of damage"),
    DATE(4, "Flight Date"),
    OPERATOR(5, "Aircraft Airline Operator"),
    STATE(6, "Origin State"),
    PHASE(7, "Phase of flight"),
    SIZE(8, "Wildlife Size"),
    SPECIES(9, "Wildlife Species"),
    TIME_OF_DAY(10, "Time of day"),
    COST_OTHER(11, "Cost Other"),
    COST_REPAIR(12, "Cost Repair"),
    COST_TOTAL(13, "Cost Total $"),
    SPEED(14, "Speed IAS in knots");

    /** The header row. */
    public static final List<String> HEADER =
            Stream.of(values()).map(Column::header).toList();

    private final int number;
    private final String header;

    Column(int number, String header) {
        this.number = number;
        this.header = header;
    }

    /** The column's name in the header row. */
    public String header() {
        return header;
    }

    /** The column's place, from 1. */
    public int number() {
        return number;
    }

    /** How messages name a column: its number and, if the table has such a column, its name. */
    public static String describe(int number) {
        return number >= 1 && number <= values().length
                ? "column " + number + " (" + values()[number - 1].header + ")"
                : "column " + number;
    }
}
