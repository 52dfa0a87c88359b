// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;
import java.util.Map;

/** Times the start of each service, tells the listener, and turns a failure into an error that names the service. */
final class StartClock {
    private final ProgressListener listener;

    StartClock(ProgressListener listener) {
        this.listener = listener;
    }

    /** What starts a service. */
    @FunctionalInterface
    interface Start {
        void run() throws Exception;
    }

    /**
     * Runs the start of one service.
     *
     * @param settings what the user configured for it, to name the plugin that failed
     * @throws StackException if it fails
     */
    void time(Service service, Map<String, String> settings, Start start) {
        long begin = System.nanoTime();
        try {
            start.run();
        } catch (Exception | LinkageError e) {
            throw failure(service, settings, e);
        }
        tell(service, Duration.ofNanos(System.nanoTime() - begin));
    }

    static StackException failure(Service service, Map<String, String> settings, Throwable e) {
        String plugin = PluginClasses.guiltyOf(e, settings);
        return new StackException(
                service.title() + " did not start" + (plugin.isEmpty() ? "" : " (" + plugin + ")") + ": "
                        + rootMessage(e),
                e);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private synchronized void tell(Service service, Duration took) {
        listener.started(service, took);
    }
}
