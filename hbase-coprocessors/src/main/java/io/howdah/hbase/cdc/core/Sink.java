// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.io.IOException;
import java.util.List;

/** Where changes go. One thread at a time. */
public interface Sink extends AutoCloseable {
    /**
     * Delivers all of them, in this order where the target has an order, and returns when the target has confirmed them. After
     * an exception any part may have arrived.
     *
     * @throws Undeliverable the target refuses one of them and will do so again
     * @throws IOException not now: try all of them again
     */
    void deliver(List<ChangeEvent> events) throws IOException, InterruptedException, Undeliverable;

    /** What it is, for messages: address without credentials. */
    String target();

    /** Ends connections; never throws. */
    @Override
    void close();

    /** The target refuses a change for what it is: trying again is of no use. */
    final class Undeliverable extends Exception {
        private static final long serialVersionUID = 1;

        /** @param reason for a person, without credentials */
        public Undeliverable(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
