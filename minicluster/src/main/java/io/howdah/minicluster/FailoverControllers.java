// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.tools.DFSZKFailoverController;

/** One ZKFC thread per NameNode. They outlive their NameNode, as the processes do on a real host. */
final class FailoverControllers implements AutoCloseable {
    private static final long JOIN_MILLIS = 10_000;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean closing;

    /** Creates the parent znode. */
    static void format(Configuration nameNodeConf) throws Exception {
        int code = DFSZKFailoverController.create(nameNodeConf)
                .run(new String[] {"-formatZK", "-force", "-nonInteractive"});
        if (code != 0) {
            throw new StackException("ZKFC could not create its znode: exit code " + code);
        }
    }

    void start(String nameNodeId, Configuration nameNodeConf) {
        DFSZKFailoverController controller = DFSZKFailoverController.create(nameNodeConf);
        Thread thread = new Thread(
                () -> {
                    try {
                        int code = controller.run(new String[0]);
                        if (!closing) {
                            failure.compareAndSet(
                                    null, new StackException("ZKFC of " + nameNodeId + " ended with code " + code));
                        }
                    } catch (Exception e) {
                        if (!closing) {
                            failure.compareAndSet(null, e);
                        }
                    }
                },
                "zkfc-" + nameNodeId);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** @throws StackException if a controller ended by itself */
    void check() {
        Throwable t = failure.get();
        if (t != null) {
            throw new StackException("ZKFC failed: " + t.getMessage(), t);
        }
    }

    @Override
    public void close() {
        closing = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
