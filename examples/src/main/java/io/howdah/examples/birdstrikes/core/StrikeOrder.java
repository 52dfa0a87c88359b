// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * The composite key of the report's secondary sort, written so that comparing bytes compares strikes: operator ascending,
 * then the strike's cost descending, then date, airport, aircraft and species ascending, so that equal costs have one order.
 *
 * <p>Layout: {@code operator 00 kind ~cost(8, big-endian) date(10) airport 00 aircraft 00 species 00}, text in UTF-8. The
 * terminator 00 cannot occur inside a field ({@link BirdStrike} refuses control characters) and sorts below every other byte,
 * so "AIR" comes before "AIR CANADA". {@code kind} is {@value #STRIKE} for one costly strike and {@value #REST} for the
 * remainder of an operator, which holds no strike and therefore sorts after them all.
 *
 * <p>A sort over raw bytes needs no object per comparison: the shuffle sorts what it has in its buffer.
 */
public final class StrikeOrder {
    static final byte STRIKE = 0;
    static final byte REST = 1;

    private static final int DATE_LENGTH = 10;

    private StrikeOrder() {}

    /** The key of one strike. */
    public static byte[] strike(BirdStrike strike) {
        return strike(strike.operator(), CostlyStrike.of(strike));
    }

    /** The key of one strike of an operator. */
    public static byte[] strike(String operator, CostlyStrike strike) {
        byte[] name = operator.getBytes(StandardCharsets.UTF_8);
        byte[] date = strike.date().toString().getBytes(StandardCharsets.US_ASCII);
        byte[] airport = strike.airport().getBytes(StandardCharsets.UTF_8);
        byte[] aircraft = strike.aircraft().getBytes(StandardCharsets.UTF_8);
        byte[] species = strike.species().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(
                        name.length + 2 + 8 + DATE_LENGTH + airport.length + aircraft.length + species.length + 3)
                .put(name)
                .put((byte) 0)
                .put(STRIKE)
                .putLong(Long.MAX_VALUE - strike.cost())
                .put(date)
                .put(airport)
                .put((byte) 0)
                .put(aircraft)
                .put((byte) 0)
                .put(species)
                .put((byte) 0)
                .array();
    }

    /** The key of what is left of an operator when its costliest strikes are taken out. */
    public static byte[] rest(String operator) {
        byte[] name = operator.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + 2)
                .put(name)
                .put((byte) 0)
                .put(REST)
                .array();
    }

    /** How many leading bytes hold the operator; two keys of one operator agree on them and on the 00 that follows. */
    public static int operatorLength(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[offset + i] == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a strike key of " + length + " bytes without the end of its operator");
    }

    /** The operator of a key. */
    public static String operator(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, operatorLength(bytes, offset, length), StandardCharsets.UTF_8);
    }

    /** Whether the key stands for one strike and not for the rest. */
    public static boolean isStrike(byte[] bytes, int offset, int length) {
        return bytes[offset + operatorLength(bytes, offset, length) + 1] == STRIKE;
    }

    /** The strike of a key for which {@link #isStrike} holds. */
    public static CostlyStrike decode(byte[] bytes, int offset, int length) {
        int start = operatorLength(bytes, offset, length) + 2;
        ByteBuffer in = ByteBuffer.wrap(bytes, offset + start, length - start);
        long cost = Long.MAX_VALUE - in.getLong();
        byte[] date = new byte[DATE_LENGTH];
        in.get(date);
        return new CostlyStrike(
                cost,
                LocalDate.parse(new String(date, StandardCharsets.US_ASCII)),
                terminated(in),
                terminated(in),
                terminated(in));
    }

    private static String terminated(ByteBuffer in) {
        int start = in.position();
        int end = start;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        in.get(text);
        in.get();
        return new String(text, StandardCharsets.UTF_8);
    }
}
