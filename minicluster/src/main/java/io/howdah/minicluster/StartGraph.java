// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Runs tasks in a thread each, as soon as those they depend on are done; the first failure interrupts the others. */
final class StartGraph {
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** A task of the graph. */
    final class Node {
        private final Thread thread;
        private final CountDownLatch done = new CountDownLatch(1);

        private Node(StartClock.Start task, Node[] after) {
            thread = new Thread(
                    () -> {
                        try {
                            for (Node node : after) {
                                node.done.await();
                            }
                            task.run();
                            done.countDown();
                        } catch (Throwable e) {
                            fail(this, e);
                        }
                    },
                    "stack-start-" + nodes.size());
            thread.setDaemon(true);
        }
    }

    /** Adds a task; nothing runs before {@link #run()}. */
    Node add(StartClock.Start task, Node... after) {
        Node node = new Node(task, after);
        nodes.add(node);
        return node;
    }

    private void fail(Node failed, Throwable e) {
        if (failure.compareAndSet(null, e)) {
            for (Node node : nodes) {
                if (node != failed) {
                    node.thread.interrupt();
                }
            }
        }
    }

    /**
     * Returns when all tasks are done.
     *
     * @throws StackException the first failure, when every task has ended
     */
    void run() {
        nodes.forEach(node -> node.thread.start());
        for (Node node : nodes) {
            while (node.thread.isAlive()) {
                try {
                    node.thread.join();
                } catch (InterruptedException e) {
                    fail(null, new StackException("stack: interrupted while it started", e));
                }
            }
        }
        Throwable first = failure.get();
        if (first instanceof Error e) {
            throw e;
        }
        if (first != null) {
            throw first instanceof StackException s ? s : new StackException("stack: " + first, first);
        }
    }
}
