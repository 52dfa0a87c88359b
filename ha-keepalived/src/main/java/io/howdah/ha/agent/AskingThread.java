// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import java.util.Optional;

/**
 * A thread that asks again and again. When it ends of a failure nobody would ask any more, and the agent would be dark for
 * ever: whoever decides {@link #check}s it and ends with it, so that the service manager starts another one. Thread-safe.
 */
final class AskingThread {
    /** What it does until it is interrupted. */
    interface Loop {
        void run() throws InterruptedException;
    }

    private final Thread thread;
    private volatile Optional<Throwable> failure = Optional.empty();

    /** @param failed run by this thread when the loop has ended of anything but an interrupt */
    AskingThread(String name, Loop loop, Runnable failed) {
        thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (Throwable e) {
                        failure = Optional.of(e);
                        failed.run();
                    }
                },
                name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** @throws IllegalStateException with the cause, when the loop has failed */
    void check() {
        if (failure.isPresent()) {
            throw new IllegalStateException(thread.getName() + " ended: " + failure.get(), failure.get());
        }
    }
}
