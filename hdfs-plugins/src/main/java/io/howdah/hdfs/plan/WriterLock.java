// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Lets one process at a time write a plan: a lock on a file beside it, which says who holds it. The operating system gives
 * it back when the holder dies, so the file may stay and nobody has to remove it. On NFS it holds between machines only
 * when the mount supports locks.
 */
final class WriterLock implements AutoCloseable {
    private static final int MAX_HOLDER = 300;

    private final FileChannel channel;

    private WriterLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @throws PlanException when somebody else holds it: says who
     */
    static WriterLock take(Path plan) throws IOException, PlanException {
        Path file = file(plan);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(plan, file);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw held(plan, file);
        } catch (IOException | PlanException e) {
            channel.close();
            throw e;
        }
        byte[] holder = ("pid " + ProcessHandle.current().pid() + " of " + System.getProperty("user.name") + " on "
                        + host() + " since " + Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                .getBytes(StandardCharsets.UTF_8);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder));
        return new WriterLock(channel);
    }

    static Path file(Path plan) {
        return plan.resolveSibling(plan.getFileName() + ".lock");
    }

    private static PlanException held(Path plan, Path file) throws IOException {
        String holder = Files.readString(file).trim();
        return new PlanException(
                plan,
                0,
                "being written by "
                        + (holder.isEmpty() ? "somebody" : holder.substring(0, Math.min(MAX_HOLDER, holder.length()))),
                "one writer at a time (" + file + ")");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }

    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
    }
}
