// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Sorted runs of groups in one temporary file that nobody else can read: made for its owner alone, and, where the system
 * allows it (Linux does), without a name from the moment it is open, so that nothing is left whatever becomes of the
 * process. Not thread-safe.
 */
final class SpillFile implements Closeable {
    /** Where a run is. */
    record Run(long from, long to) {}

    private final FileChannel channel;
    private final long mostBytes;
    private long size;

    SpillFile(Path directory, long mostBytes) throws IOException {
        Path path = Files.createTempFile(directory, "howdah-groups-", ".spill");
        this.channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        this.mostBytes = mostBytes;
    }

    Writer newRun() {
        return new Writer();
    }

    /** The groups of a run, each as it was written. */
    Iterator<byte[]> read(Run run) {
        return new Reader(run);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Appends one run: for each group, the length of what follows, and that. */
    final class Writer {
        private final ByteBuffer buffer = ByteBuffer.allocate(Reader.BUFFER);
        private final long from = size;

        /** @param bytes a group's key and its states */
        void group(byte[] bytes) throws IOException {
            if (buffer.remaining() < bytes.length + Integer.BYTES) {
                flush();
            }
            if (bytes.length + Integer.BYTES > buffer.capacity()) {
                write(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                write(ByteBuffer.wrap(bytes));
            } else {
                buffer.putInt(bytes.length).put(bytes);
            }
        }

        Run end() throws IOException {
            flush();
            return new Run(from, size);
        }

        private void flush() throws IOException {
            write(buffer.flip());
            buffer.clear();
        }

        private void write(ByteBuffer bytes) throws IOException {
            if (size + bytes.remaining() > mostBytes) {
                throw new SpillLimitException("the groups take more than " + mostBytes + " bytes on disk");
            }
            while (bytes.hasRemaining()) {
                size += channel.write(bytes, size);
            }
        }
    }

    /** Reads one run. */
    final class Reader implements Iterator<byte[]> {
        static final int BUFFER = 1 << 17;

        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        private final long to;
        private long position;

        Reader(Run run) {
            this.position = run.from();
            this.to = run.to();
        }

        @Override
        public boolean hasNext() {
            return buffer.hasRemaining() || position < to;
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                return bytes(ByteBuffer.wrap(bytes(Integer.BYTES)).getInt());
            } catch (IOException e) {
                throw new UncheckedIOException("reading back groups", e);
            }
        }

        private byte[] bytes(int count) throws IOException {
            byte[] bytes = new byte[count];
            int done = 0;
            while (done < count) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                int step = Math.min(count - done, buffer.remaining());
                buffer.get(bytes, done, step);
                done += step;
            }
            return bytes;
        }

        private void fill() throws IOException {
            buffer.clear().limit((int) Math.min(BUFFER, to - position));
            int read = channel.read(buffer, position);
            if (read <= 0) {
                throw new EOFException("a spilled run ends at " + position + ", not at " + to);
            }
            position += read;
            buffer.flip();
        }
    }
}
