// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import java.util.HashMap;
import java.util.Map;

/**
 * Which attempts to fence a host belong together. A ZKFC whose fencing failed tries again within seconds, and a person's
 * acknowledgement, typed meanwhile, is for all of it; one of an earlier trouble is not.
 *
 * <p>Attempts belong to one episode while each begins at most {@link #GAP_MILLIS} after the one before has failed. A success
 * ends it. Thread-safe.
 */
public final class Episodes {
    /** Milliseconds. A ZKFC sleeps 1 s after a failure and joins the election again. */
    static final long GAP_MILLIS = 60_000;

    private record Failed(long atMillis, long beganWallMillis) {}

    private final Map<String, Failed> failed = new HashMap<>();

    /**
     * What an attempt belongs to.
     *
     * @param fresh it is the first one
     * @param beganWallMillis when the first one began, by the wall clock, as files are stamped by it
     */
    public record Episode(boolean fresh, long beganWallMillis) {}

    /** An attempt begins; {@code nowMillis} is monotonic. */
    public synchronized Episode begin(String host, long nowMillis, long wallMillis) {
        Failed before = failed.remove(host);
        boolean fresh = before == null || nowMillis - before.atMillis > GAP_MILLIS;
        return new Episode(fresh, fresh ? wallMillis : before.beganWallMillis);
    }

    /** It has ended. */
    public synchronized void end(String host, Episode episode, boolean fenced, long nowMillis) {
        if (!fenced) {
            failed.put(host, new Failed(nowMillis, episode.beganWallMillis));
        }
    }
}
