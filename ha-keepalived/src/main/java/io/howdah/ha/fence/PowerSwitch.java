// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.Sighting;

/** One way to switch a machine off and to look at it. Times are readings of {@link System#nanoTime}. */
interface PowerSwitch {
    /**
     * Switches off, never reboots; returns at {@code until} at the latest.
     *
     * @return what happened, one line without secrets; it proves nothing
     */
    String off(long until) throws InterruptedException;

    /** Looks anew; returns at {@code until} at the latest, then with UNKNOWN. */
    Sighting look(long until) throws InterruptedException;
}
