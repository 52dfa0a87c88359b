// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

/** Whether a machine has power, as far as somebody who was asked can tell. */
public enum PowerState {
    ON,
    OFF,
    /** No answer, or one that proves neither. Never taken for {@link #OFF}. */
    UNKNOWN
}
