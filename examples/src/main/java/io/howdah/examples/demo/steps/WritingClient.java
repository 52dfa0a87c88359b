// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client that writes one small file after another until it is stopped, and remembers every acknowledgement. */
final class WritingClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WritingClient.class);
    private static final Path DIRECTORY = new Path("/demo/writes");
    private static final byte[] CONTENT = new byte[1024];
    private static final int SHOWN_BEFORE = 6;
    private static final int SHOWN_AFTER = 10;

    /** One acknowledged write, in the clock of System.nanoTime. */
    private record Acknowledged(Path file, long begin, long end) {}

    private final FileSystem fs;
    private final Thread thread = new Thread(this::write, "demo-writing-client");
    private final List<Acknowledged> writes = new ArrayList<>();
    private volatile boolean stopped;

    private WritingClient(FileSystem fs) {
        this.fs = fs;
    }

    static WritingClient start(FileSystem fs) throws IOException {
        fs.delete(DIRECTORY, true);
        WritingClient client = new WritingClient(fs);
        client.thread.setDaemon(true);
        client.thread.start();
        return client;
    }

    /** Waits for that many more acknowledgements. */
    synchronized void awaitWrites(int more, Duration deadline) throws InterruptedException, TimeoutException {
        int wanted = writes.size() + more;
        long end = System.nanoTime() + deadline.toNanos();
        while (writes.size() < wanted) {
            await(end, more + " writes");
        }
    }

    /** Waits until a write that began after the given instant is acknowledged. */
    synchronized void awaitWriteStartedAfter(long nanos, Duration deadline)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + deadline.toNanos();
        while (writes.isEmpty() || writes.get(writes.size() - 1).begin() - nanos < 0) {
            await(end, "a write after the kill");
        }
    }

    private void await(long end, String what) throws InterruptedException, TimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new TimeoutException("the client got no acknowledgement for " + what);
        }
        wait(left);
    }

    /** Ends the client and looks every acknowledged file up. */
    ClientHistory stop(long killedAt) throws IOException, InterruptedException {
        close();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        List<Acknowledged> all;
        synchronized (this) {
            all = List.copyOf(writes);
        }
        List<String> missing = new ArrayList<>();
        for (Acknowledged write : all) {
            if (!fs.exists(write.file()) || fs.getFileStatus(write.file()).getLen() != CONTENT.length) {
                missing.add(write.file().getName());
            }
        }
        long outage = 0;
        int firstAfter = all.size();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).end() - killedAt > 0) {
                outage = Math.max(outage, all.get(i).end() - all.get(i).begin());
                firstAfter = i;
            }
        }
        List<ClientHistory.Write> around = all
                .subList(Math.max(0, firstAfter - SHOWN_BEFORE), Math.min(all.size(), firstAfter + SHOWN_AFTER))
                .stream()
                .map(w -> new ClientHistory.Write(
                        Duration.ofNanos(w.begin() - killedAt), Duration.ofNanos(w.end() - w.begin())))
                .toList();
        return new ClientHistory(all.size(), missing, Duration.ofNanos(outage), around);
    }

    private void write() {
        for (int i = 0; !stopped; i++) {
            Path file = new Path(DIRECTORY, "file-" + i);
            long begin = System.nanoTime();
            try (FSDataOutputStream out = fs.create(file)) {
                out.write(CONTENT);
            } catch (IOException e) {
                // Not acknowledged: not in the history.
                LOG.warn("write {} failed", file, e);
                continue;
            }
            synchronized (this) {
                writes.add(new Acknowledged(file, begin, System.nanoTime()));
                notifyAll();
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
