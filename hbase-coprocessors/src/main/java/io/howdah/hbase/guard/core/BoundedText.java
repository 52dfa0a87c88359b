// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

/** Text that may be looked at so many times only: ends a regular expression that backtracks without end. Not thread-safe. */
final class BoundedText implements CharSequence {
    /** Looks at a character before the match is given up: some milliseconds. */
    static final int MOST_STEPS = 1_000_000;

    /** The match was given up. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("more than " + MOST_STEPS + " steps", null, false, false);
        }
    }

    private final CharSequence text;
    private final int[] steps;

    BoundedText(CharSequence text) {
        this(text, new int[1]);
    }

    private BoundedText(CharSequence text, int[] steps) {
        this.text = text;
        this.steps = steps;
    }

    @Override
    public char charAt(int index) {
        if (++steps[0] > MOST_STEPS) {
            throw new TooManySteps();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
