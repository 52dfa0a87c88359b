// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.util.List;
import java.util.stream.Stream;

/** The columns of the bird-strike table, in the file's order; examples/data/SOURCES.md says what each means. */
public enum Column {
    AIRPORT("Airport Name"),
    AIRCRAFT("Aircraft Make Model"),
    DAMAGE("Effect Amount of damage"),
    DATE("Flight Date"),
    OPERATOR("Aircraft Airline Operator"),
    STATE("Origin State"),
    PHASE("Phase of flight"),
    SIZE("Wildlife Size"),
    SPECIES("Wildlife Species"),
    TIME_OF_DAY("Time of day"),
    COST_OTHER("Cost Other"),
    COST_REPAIR("Cost Repair"),
    COST_TOTAL("Cost Total $"),
    SPEED("Speed IAS in knots");

    /** The header row. */
    public static final List<String> HEADER =
            Stream.of(values()).map(Column::header).toList();

    private final String header;

    Column(String header) {
        this.header = header;
    }

    /** The column's name in the header row. */
    public String header() {
        return header;
    }

    /** The column's place, from 1. */
    public int number() {
        return ordinal() + 1;
    }

    /** How messages name a column: its number and, if the table has such a column, its name. */
    public static String describe(int number) {
        return number >= 1 && number <= values().length
                ? "column " + number + " (" + values()[number - 1].header + ")"
                : "column " + number;
    }
}
