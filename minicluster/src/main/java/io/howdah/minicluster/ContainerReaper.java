// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;

/**
 * Ends YARN's containers when the JVM exits without a close. Servers and ports end with the JVM; containers are processes
 * of their own, and a MapReduce master goes on for minutes after its ResourceManager is gone.
 */
final class ContainerReaper implements AutoCloseable {
    private static final Duration STOP_AT_MOST = Duration.ofSeconds(10);

    private final YarnService yarn;
    private final Thread hook;

    ContainerReaper(YarnService yarn, boolean install) {
        this.yarn = yarn;
        this.hook = new Thread(this::reap, "howdah-container-reaper");
        if (install) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    private void reap() {
        // Stop YARN first, or it starts a second attempt of what is killed.
        Thread stop = new Thread(yarn::close, "howdah-stop-yarn");
        stop.setDaemon(true);
        stop.start();
        try {
            stop.join(STOP_AT_MOST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        yarn.killContainers();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is exiting: the hook runs or has run.
        }
    }
}
