// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/**
 * The demo's own lines go to standard output; whatever Hadoop and HBase print (they do, past their loggers) goes to the
 * demo's log file. Thread-safe: daemons report progress from their own threads.
 */
public final class Console {

    private final PrintStream out;

    private Console(PrintStream out) {
        this.out = out;
    }

    /** Takes standard output and error away from the platform. */
    public static Console capture(Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        PrintStream original = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        OutputStream file = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        PrintStream rest = new PrintStream(file, true, StandardCharsets.UTF_8);
        System.setOut(rest);
        System.setErr(rest);
        return new Console(original);
    }

    public synchronized void line(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }

    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
