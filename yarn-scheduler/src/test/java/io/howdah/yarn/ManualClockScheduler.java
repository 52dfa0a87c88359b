// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import java.util.concurrent.atomic.AtomicLong;

/** Our scheduler with a clock that a test moves. The ResourceManager builds it by name, so the clock is shared. */
public class ManualClockScheduler extends ResourceAwareScheduler {
    static final AtomicLong MILLIS = new AtomicLong(1_000_000);

    public ManualClockScheduler() {
        super(MILLIS::get, container -> container.getFinishTime() - container.getCreationTime());
    }
}
