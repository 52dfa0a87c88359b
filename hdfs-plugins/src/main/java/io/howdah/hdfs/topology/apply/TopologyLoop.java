// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps inventory and plan up to date: collects, then plans when a file changed, again and again. A step that fails leaves
 * its file as it is and says so, once for each different reason, until it works again. {@link #stop} may be called from any
 * thread; everything else is one thread's.
 */
public final class TopologyLoop {
    private final Step collect;
    private final Step plan;
    private final List<Path> watched;
    private final Consumer<String> changes;
    private final Consumer<String> complaints;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Map<String, String> told = new HashMap<>();
    private List<Object> planned;

    /** Something the loop does. */
    public interface Step {
        /**
         * Does it.
         *
         * @return lines to print: what changed; empty when nothing did
         * @throws StepFailure when it could not be done; the files are as before
         */
        List<String> run() throws StepFailure, InterruptedException;
    }

    /** A step that failed, or did less than it should. */
    public static final class StepFailure extends Exception {
        private static final long serialVersionUID = 1L;

        /**
         * @param message one line
         */
        public StepFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @param collect renews the inventory; null when somebody else does
     * @param plan renews the plan
     * @param watched files whose change makes a new plan necessary
     * @param changes told one line for each change
     * @param complaints told one line for each failure
     */
    public TopologyLoop(
            Step collect, Step plan, List<Path> watched, Consumer<String> changes, Consumer<String> complaints) {
        this.collect = collect;
        this.plan = plan;
        this.watched = List.copyOf(watched);
        this.changes = changes;
        this.complaints = complaints;
    }

    /**
     * Collects and plans once.
     *
     * @return whether both went well
     */
    public boolean once() throws InterruptedException {
        boolean collected = collect == null || step("collect", collect);
        List<Object> now = stamps();
        if (now.equals(planned)) {
            return collected;
        }
        boolean made = step("plan", plan);
        // The plan is one of the files: what it is after this is what nobody else has changed.
        planned = made ? stamps() : null;
        return collected && made;
    }

    /** Runs until {@link #stop}. */
    public void run(Duration interval) throws InterruptedException {
        do {
            once();
        } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Ends the loop after the step it is in. */
    public void stop() {
        stopping.countDown();
    }

    private boolean step(String name, Step step) throws InterruptedException {
        try {
            step.run().forEach(changes);
            if (told.remove(name) != null) {
                changes.accept(name + ": works again");
            }
            return true;
        } catch (StepFailure e) {
            complain(name, e.getMessage());
        } catch (RuntimeException e) {
            complain(name, e.toString());
        }
        return false;
    }

    private void complain(String name, String problem) {
        if (!Objects.equals(told.put(name, problem), problem)) {
            complaints.accept(name + ": " + problem);
        }
    }

    private List<Object> stamps() {
        return watched.stream().map(TopologyLoop::stamp).toList();
    }

    private static Object stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "gone";
        }
    }
}
