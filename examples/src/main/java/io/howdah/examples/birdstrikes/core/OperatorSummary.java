// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of the report. Immutable.
 *
 * @param strikes rows of the operator
 * @param damagingStrikes those that damaged the aircraft
 * @param totalCost whole US dollars
 * @param mostExpensive the costliest strikes with a cost above 0, costliest first, at most {@value #TOP}
 */
public record OperatorSummary(
        String operator, long strikes, long damagingStrikes, long totalCost, List<CostlyStrike> mostExpensive) {

    /** How many strikes a line names. */
    public static final int TOP = 3;

    private static final int COUNTS = 4;
    private static final int PER_STRIKE = 5;

    public OperatorSummary {
        mostExpensive = List.copyOf(mostExpensive);
        if (mostExpensive.size() > TOP) {
            throw new IllegalArgumentException("more than " + TOP + " strikes: " + mostExpensive.size());
        }
    }

    /**
     * The line without its line end: operator, strikes, damaging, cost, then cost, date, airport, aircraft and species of each
     * of the most expensive strikes, separated by tabs (which a field cannot hold).
     */
    public String toLine() {
        StringBuilder line = new StringBuilder(operator)
                .append('\t')
                .append(strikes)
                .append('\t')
                .append(damagingStrikes)
                .append('\t')
                .append(totalCost);
        for (CostlyStrike strike : mostExpensive) {
            line.append('\t').append(strike.cost());
            line.append('\t').append(strike.date());
            line.append('\t').append(strike.airport());
            line.append('\t').append(strike.aircraft());
            line.append('\t').append(strike.species());
        }
        return line.toString();
    }

    /** Reads what {@link #toLine()} wrote. */
    public static OperatorSummary parse(String line) {
        String[] f = line.split("\t", -1);
        if (f.length < COUNTS || (f.length - COUNTS) % PER_STRIKE != 0) {
            throw new IllegalArgumentException("not a line of the report, " + f.length + " fields: " + line);
        }
        try {
            List<CostlyStrike> top = new ArrayList<>();
            for (int i = COUNTS; i < f.length; i += PER_STRIKE) {
                top.add(new CostlyStrike(
                        Long.parseLong(f[i]), LocalDate.parse(f[i + 1]), f[i + 2], f[i + 3], f[i + 4]));
            }
            return new OperatorSummary(f[0], Long.parseLong(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3]), top);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new IllegalArgumentException("not a line of the report: " + line, e);
        }
    }
}
