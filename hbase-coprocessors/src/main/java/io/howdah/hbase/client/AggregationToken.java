// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.CheckpointCodec;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * An aggregate that is not complete: the question, the rows answered for and their answer. Another process, on another
 * machine and as often as it likes, goes on from there with {@link ExactAggregation#resume}. Immutable, thread-safe.
 *
 * <p>At most 16 MiB; versioned: only the version of Howdah's format that wrote it reads it. It holds data of the table
 * (group keys, sums) as an answer does: keep it where you would keep the answer.
 */
public final class AggregationToken {
    private final byte[] bytes;
    private final String table;
    private final List<RowRange> covered;

    private AggregationToken(byte[] bytes, String table, List<RowRange> covered) {
        this.bytes = bytes;
        this.table = table;
        this.covered = covered;
    }

    static AggregationToken of(Checkpoint checkpoint) throws AggregationException {
        try {
            return new AggregationToken(CheckpointCodec.encode(checkpoint), checkpoint.table(), checkpoint.covered());
        } catch (IllegalArgumentException e) {
            throw new AggregationException(e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws AggregationException when these are not the bytes of a token, were changed or cut, or are of another version
     */
    public static AggregationToken fromBytes(byte[] bytes) throws AggregationException {
        byte[] own = bytes.clone();
        Checkpoint checkpoint = decode(own);
        return new AggregationToken(own, checkpoint.table(), checkpoint.covered());
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws AggregationException when the file is no token; the message names the file
     */
    public static AggregationToken load(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(CheckpointCodec.LONGEST + 1);
        }
        try {
            return fromBytes(bytes);
        } catch (AggregationException e) {
            throw new AggregationException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the token to a file that only its owner may read: under a temporary name in the same directory, then renamed,
     * so that whoever is killed meanwhile leaves the token before it.
     */
    public void save(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path temporary = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".tmp");
        try {
            Files.write(temporary, bytes);
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Checkpoint decode(byte[] bytes) throws AggregationException {
        try {
            return CheckpointCodec.decode(bytes);
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new AggregationException(e.getMessage(), e);
        }
    }

    /** A fresh copy of what the token says: its states are merged into. */
    Checkpoint checkpoint() throws AggregationException {
        return decode(bytes);
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The name of the table. */
    public String table() {
        return table;
    }

    /** The rows answered for: disjoint, in order. */
    public List<RowRange> covered() {
        return covered;
    }

    @Override
    public String toString() {
        return "resume token of " + bytes.length + " bytes for table " + table + ", rows " + covered;
    }
}
