// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.simulation.core.FailureLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads a {@link FailureLog} from a file, also a gzipped one. */
public final class FailureLogFile {
    /** Largest text accepted, in bytes, after decompression. */
    static final int MAX_BYTES = 256 << 20;

    private FailureLogFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException in one line, when it is missing or not such a log
     * @throws IOException when it cannot be read
     */
    public static FailureLog read(Path file) throws IOException {
        byte[] text;
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            text = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": no such file; allowed: a readable failure log (CSV)", e);
        }
        if (text.length > MAX_BYTES) {
            throw new IllegalArgumentException(file + ": larger than " + MAX_BYTES + " bytes; allowed: a smaller file");
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new java.io.ByteArrayInputStream(text), StandardCharsets.UTF_8))) {
            return FailureLog.parse(file.toString(), lines);
        }
    }
}
