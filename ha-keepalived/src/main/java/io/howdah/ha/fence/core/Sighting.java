// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

/**
 * One look at a machine.
 *
 * @param reason one line for a person, without secrets
 */
public record Sighting(PowerState state, String reason) {
    /** Both have to say off; one that says on is enough for on. */
    public Sighting and(Sighting other) {
        String both = reason + "; " + other.reason;
        if (state == PowerState.ON || other.state == PowerState.ON) {
            return new Sighting(PowerState.ON, both);
        }
        boolean off = state == PowerState.OFF && other.state == PowerState.OFF;
        return new Sighting(off ? PowerState.OFF : PowerState.UNKNOWN, both);
    }
}
