// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.List;

/** Closes one thing after the other whatever fails, and throws at the end. */
final class Closing {
    private StackException failure;

    /** A task that closes what is given, or nothing for null, and never throws. */
    Runnable of(AutoCloseable closeable) {
        return () -> {
            if (closeable != null) {
                try {
                    closeable.close();
                } catch (Exception | LinkageError e) {
                    failed(e);
                }
            }
        };
    }

    void run(Runnable task) {
        task.run();
    }

    void inParallel(List<Runnable> tasks) {
        Parallel.runAll("stack-stop", tasks);
    }

    private synchronized void failed(Throwable e) {
        if (failure == null) {
            failure = new StackException("the stack did not stop cleanly: " + e, e);
        } else {
            failure.addSuppressed(e);
        }
    }

    /** @throws StackException the first failure, the others suppressed in it */
    synchronized void end() {
        if (failure != null) {
            throw failure;
        }
    }
}
