// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells on stderr how far a long command is: a bar on a terminal, a line every ten seconds otherwise. Not thread-safe. */
final class ProgressBar {
    private static final int BAR = 30;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private final long everyNanos;
    private final long start;
    private long last;
    private double startFraction = Double.NaN;
    private int shown;

    ProgressBar(PrintWriter err, boolean terminal, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.everyNanos = terminal ? TimeUnit.MILLISECONDS.toNanos(500) : TimeUnit.SECONDS.toNanos(10);
        this.start = nanoClock.getAsLong();
        this.last = start;
    }

    /** From JDK 22 on there is a console without a terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Says where the command is, when it is time to.
     *
     * @param fraction 0 to 1
     * @param rows read until now
     */
    void at(double fraction, long rows) {
        if (Double.isNaN(startFraction)) {
            startFraction = fraction;
        }
        long now = nanoClock.getAsLong();
        if (now - last < everyNanos) {
            return;
        }
        last = now;
        String text = text(fraction, rows, (now - start) / 1e9);
        if (terminal) {
            int filled = (int) (fraction * BAR);
            String line = "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] " + text;
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        } else {
            err.println(text);
        }
    }

    private String text(double fraction, long rows, double seconds) {
        double done = fraction - startFraction;
        String left =
                done <= 0 || fraction >= 1 ? "" : ", about " + duration(seconds * (1 - fraction) / done) + " left";
        return String.format(
                Locale.ROOT,
                "%3d%% of the range, %,d rows read, %,.0f a second%s",
                (int) (fraction * 100),
                rows,
                rows / seconds,
                left);
    }

    private static String duration(double seconds) {
        Duration left = Duration.ofSeconds((long) Math.ceil(Math.min(seconds, 1e9)));
        return left.toHours() > 0
                ? left.toHours() + " h " + left.toMinutesPart() + " min"
                : left.toMinutes() > 0
                        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                        : left.toSeconds() + " s";
    }

    /** Takes the bar away, before the answer or an error is printed. */
    void end() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }
}
