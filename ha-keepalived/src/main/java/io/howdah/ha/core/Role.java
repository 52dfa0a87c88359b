// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

/** What one daemon is, as far as an answer (or its absence) proves it. */
public enum Role {
    /** It answered that it is the active. */
    ACTIVE,
    /** It answered that it is a standby. */
    STANDBY,
    /** It answered that it is an observer: serves reads, is never the active. */
    OBSERVER,
    /** It answered that it is on its way up or down. */
    TRANSITION,
    /** Its machine answered that nothing listens on its address. */
    DOWN,
    /** No usable answer: it may be anything, the active included. */
    UNKNOWN
}
