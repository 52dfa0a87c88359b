// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells on stderr how far a long command got: a line every ten seconds, on a terminal the same line again and again. */
final class ProgressLine {
    private static final int WIDTH = 120;

    private final PrintWriter err;
    private final boolean terminal;
    private final long everyNanos;
    private long last = System.nanoTime();
    private boolean shown;

    ProgressLine(PrintWriter err) {
        this.err = err;
        this.terminal = terminal();
        this.everyNanos = terminal ? TimeUnit.MILLISECONDS.toNanos(500) : TimeUnit.SECONDS.toNanos(10);
    }

    /** From JDK 22 on there is a console without a terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
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

    /** Says where the command is, when it is time to. */
    void at(Supplier<String> text) {
        long now = System.nanoTime();
        if (now - last < everyNanos) {
            return;
        }
        last = now;
        if (terminal) {
            String line = text.get();
            err.printf("\r%-" + WIDTH + "s", line.length() > WIDTH ? line.substring(0, WIDTH) : line);
            err.flush();
            shown = true;
        } else {
            err.println(text.get());
        }
    }

    /** Leaves the line. */
    void end() {
        if (shown) {
            err.println();
        }
    }
}
