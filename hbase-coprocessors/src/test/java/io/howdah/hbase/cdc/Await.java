// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.util.concurrent.Callable;

/** Polls with a deadline that a loaded machine meets. */
final class Await {
    private static final long DEADLINE_NANOS = 300_000_000_000L;

    private Await() {}

    /** An exception counts as not yet and becomes the cause. */
    static void until(Callable<Boolean> condition) throws InterruptedException {
        long start = System.nanoTime();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("waited 300 s", last);
            }
            Thread.sleep(50);
        }
    }
}
