// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BadRowException;
import io.howdah.examples.birdstrikes.core.BirdStrike;
import io.howdah.examples.birdstrikes.core.Column;
import io.howdah.examples.birdstrikes.core.CsvReader;
import io.howdah.examples.birdstrikes.core.CsvSyntaxException;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checks that a file is the bird-strike table, before a job is submitted. Stateless.
 *
 * <p>A row's number is its line number: the header is row 1.
 */
public final class BirdStrikeCsv {
    private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

    private BirdStrikeCsv() {}

    /**
     * Reads a whole local file and checks every row.
     *
     * @return the number of rows without the header, at least 1
     * @throws InvalidInputException naming the first wrong row and column, or saying that the file is missing, empty or no file
     */
    public static long validate(java.nio.file.Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new InvalidInputException(file.toString(), "no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file.toString(), "not a file, a CSV file is expected");
        }
        if (!Files.isReadable(file)) {
            throw new InvalidInputException(file.toString(), "cannot be read by this user");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return validate(file.toString(), in);
        }
    }

    /** As {@link #validate(java.nio.file.Path)}, for a file of any Hadoop file system. */
    public static long validate(Configuration conf, Path file) throws IOException {
        try (InputStream in = file.getFileSystem(conf).open(file)) {
            return validate(file.toString(), in);
        }
    }

    /**
     * What a job checks before it is submitted: the input exists (a file, or a directory of files; names that start with
     * {@code _} or {@code .} are skipped, as FileInputFormat does), no file is empty, and each starts with the header. Reads the
     * first row of each file only: the rows are checked by the job's mappers.
     *
     * @return the files, sorted by name, at least one
     */
    public static List<FileStatus> requireTable(Configuration conf, Path input) throws IOException {
        FileSystem fs = input.getFileSystem(conf);
        FileStatus status;
        try {
            status = fs.getFileStatus(input);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(input.toString(), "no such file or directory");
        }
        List<FileStatus> files = status.isFile()
                ? List.of(status)
                : Arrays.stream(fs.listStatus(input, BirdStrikeCsv::visible))
                        .sorted()
                        .toList();
        if (files.isEmpty()) {
            throw new InvalidInputException(input.toString(), "a directory without files");
        }
        for (FileStatus file : files) {
            String name = file.getPath().toString();
            if (file.isDirectory()) {
                throw new InvalidInputException(name, "a directory inside the input, only files are expected");
            }
            if (file.getLen() == 0) {
                throw new InvalidInputException(name, "empty, a header row is expected");
            }
            try (InputStream in = fs.open(file.getPath())) {
                requireHeader(name, reader(in));
            }
        }
        return files;
    }

    private static boolean visible(Path path) {
        return !path.getName().startsWith("_") && !path.getName().startsWith(".");
    }

    private static long validate(String name, InputStream in) throws IOException {
        CsvReader reader = reader(in);
        requireHeader(name, reader);
        while (true) {
            List<String> fields = next(name, reader);
            if (fields == null) {
                break;
            }
            try {
                BirdStrike.of(fields);
            } catch (BadRowException e) {
                throw new InvalidInputException(name, reader.row(), e.column(), e.describe());
            }
        }
        if (reader.row() == 1) {
            throw new InvalidInputException(name, "a header and no rows, at least one row is expected");
        }
        return reader.row() - 1;
    }

    private static void requireHeader(String name, CsvReader reader) throws IOException {
        List<String> header = next(name, reader);
        if (header == null) {
            throw new InvalidInputException(name, "empty, a header row is expected");
        }
        try {
            BirdStrike.requireHeader(header);
        } catch (BadRowException e) {
            throw new InvalidInputException(name, 1, e.column(), e.describe());
        }
    }

    private static List<String> next(String name, CsvReader reader) throws IOException {
        try {
            return reader.read();
        } catch (CsvSyntaxException e) {
            throw new InvalidInputException(
                    name, reader.row(), e.column(), Column.describe(e.column()) + ": " + e.getMessage());
        }
    }

    /** What is not UTF-8 becomes U+FFFD, which {@link BirdStrike} refuses in the column where it stands. */
    private static CsvReader reader(InputStream in) throws IOException {
        return new CsvReader(new InputStreamReader(withoutByteOrderMark(in), StandardCharsets.UTF_8));
    }

    /** Spreadsheets write a byte order mark; Hadoop's own line reader skips it too. */
    private static InputStream withoutByteOrderMark(InputStream in) throws IOException {
        PushbackInputStream text = new PushbackInputStream(new BufferedInputStream(in, 65_536), 3);
        byte[] start = text.readNBytes(3);
        boolean marked = start.length == 3;
        for (int i = 0; marked && i < 3; i++) {
            marked = (start[i] & 0xFF) == BYTE_ORDER_MARK[i];
        }
        if (!marked) {
            text.unread(start);
        }
        return text;
    }
}
