// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.Parked;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the target refuses, in HDFS: files {@code <time>-<random>.jsonl}, one JSON object a line. Bounded, by all region servers
 * together; each looks before it writes, so that several at once may go over by one file each. Thread-safe.
 */
public final class DeadLetters {
    private static final String SUFFIX = ".jsonl";

    private final FileSystem fileSystem;
    private final Path directory;
    private final long maxBytes;
    private final long maxFiles;

    /** There is no room left. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1;

        FullException(String message) {
            super(message);
        }
    }

    /**
     * What there is.
     *
     * @param files number of files
     * @param bytes their length
     */
    public record Amount(long files, long bytes) {}

    DeadLetters(CdcDirectory directory, long maxBytes, long maxFiles) {
        this.fileSystem = directory.fileSystem();
        this.directory = directory.deadLetters();
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** Without limits, for a person who works on them. */
    public DeadLetters(CdcDirectory directory) {
        this(directory, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * Adds one file that is on disk when this returns.
     *
     * @throws FullException if it would be more than is allowed
     */
    void add(List<Parked> parked) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        long bytes = 0;
        for (Parked letter : parked) {
            byte[] line = (letter.line() + "\n").getBytes(StandardCharsets.UTF_8);
            lines.add(line);
            bytes += line.length;
        }
        fileSystem.mkdirs(directory);
        Amount amount = amount();
        if (bytes > maxBytes - amount.bytes() || amount.files() >= maxFiles) {
            throw new FullException("dead letters are full: " + directory + " holds " + amount.files() + " files with "
                    + amount.bytes() + " bytes, " + bytes + " more do not fit (" + maxBytes + " bytes, " + maxFiles
                    + " files are allowed); the first of them: " + parked.get(0).reason());
        }
        String name = Instant.now().toString().replace(":", "") + "-" + UUID.randomUUID();
        Path unfinished = new Path(directory, "." + name + ".tmp");
        try {
            write(unfinished, lines);
            if (!fileSystem.rename(unfinished, new Path(directory, name + SUFFIX))) {
                throw new IOException("cannot rename " + unfinished);
            }
        } catch (IOException | RuntimeException e) {
            // The next try has another name: what is left here nobody would count or remove.
            remove(unfinished, e);
            throw e;
        }
    }

    private void write(Path file, List<byte[]> lines) throws IOException {
        try (FSDataOutputStream out = fileSystem.create(file, false)) {
            for (byte[] line : lines) {
                out.write(line);
            }
            out.hsync();
        }
    }

    private void remove(Path file, Exception why) {
        try {
            fileSystem.delete(file, false);
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** How much there is now. */
    public Amount amount() throws IOException {
        long bytes = 0;
        List<FileStatus> files = list();
        for (FileStatus file : files) {
            bytes += file.getLen();
        }
        return new Amount(files.size(), bytes);
    }

    /** All files, oldest first. */
    public List<Path> files() throws IOException {
        return list().stream().map(FileStatus::getPath).sorted().toList();
    }

    /** The letters of one file; one file holds what one batch of the log could not deliver. */
    public List<Parked> read(Path file) throws IOException {
        List<Parked> parked = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parked.add(Parked.parse(line));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + (parked.size() + 1) + ": " + e.getMessage(), e);
        }
        return parked;
    }

    /**
     * After a replay: a file that holds only what was refused again takes the place of one.
     *
     * @param letters how many letters the file holds
     */
    public void replace(Path file, int letters, List<Parked> refused) throws IOException {
        if (refused.size() == letters) {
            return;
        }
        if (!refused.isEmpty()) {
            add(refused);
        }
        fileSystem.delete(file, false);
    }

    private List<FileStatus> list() throws IOException {
        try {
            List<FileStatus> files = new ArrayList<>();
            for (FileStatus file : fileSystem.listStatus(directory)) {
                if (file.getPath().getName().endsWith(SUFFIX)) {
                    files.add(file);
                }
            }
            return files;
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
