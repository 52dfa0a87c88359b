// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.minicluster.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Writes files of one block one after the other, by several threads, and notes which were acknowledged. */
final class LoadWriters implements AutoCloseable {
    private final DistributedFileSystem fileSystem;
    private final int replication;
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentMap<String, String> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicInteger> inDirectory = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile String directory = "/before";
    private volatile boolean closing;
    private volatile Throwable failure;

    LoadWriters(DistributedFileSystem fileSystem, int threads, int replication) {
        this.fileSystem = fileSystem;
        this.replication = replication;
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(this::run, "load-writer-" + t);
            thread.setDaemon(true);
            thread.start();
            this.threads.add(thread);
        }
    }

    private void run() {
        try {
            while (!closing) {
                String where = directory;
                String file = where + "/f" + next.getAndIncrement();
                String content = "content of " + file;
                try (OutputStream out = fileSystem.create(new Path(file), true, 4096, (short) replication, 1 << 20)) {
                    out.write(content.getBytes(StandardCharsets.UTF_8));
                }
                acknowledged.put(file, content);
                inDirectory.computeIfAbsent(where, d -> new AtomicInteger()).incrementAndGet();
                Thread.sleep(5);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    /** From now on into that directory; returns when so many files are there. */
    void phase(String name, int files) throws Exception {
        directory = name;
        Await.until(files + " files in " + name, () -> {
            if (failure != null) {
                throw new AssertionError("a writer failed", failure);
            }
            AtomicInteger written = inDirectory.get(name);
            return written != null && written.get() >= files;
        });
    }

    /** Stops, and reads everything that was acknowledged. Returns the number of files. */
    int stopAndReadAll() throws Exception {
        close();
        if (failure != null) {
            throw new AssertionError("a writer failed", failure);
        }
        for (Map.Entry<String, String> file : acknowledged.entrySet()) {
            try (InputStream in = fileSystem.open(new Path(file.getKey()))) {
                String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (!content.equals(file.getValue())) {
                    throw new AssertionError(file.getKey() + " has lost its content: " + content);
                }
            }
        }
        return acknowledged.size();
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
