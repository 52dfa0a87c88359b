// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all listed hypervisors together say of one virtual machine. It may have moved, so that every one of them counts:
 *
 * <ul>
 *   <li>one says anything but SHUTOFF or absent: on
 *   <li>one is silent: unknown; the machine may run there
 *   <li>all answer, at least one says SHUTOFF, the others do not know it: off
 *   <li>all answer, none knows it: unknown; it may run on a hypervisor that is not listed
 * </ul>
 *
 * When a hypervisor itself was powered off, which somebody else has to prove, its silence is expected, and it is enough
 * that the machine runs on none of the others.
 */
public final class DomainSightings {
    private DomainSightings() {}

    /**
     * @param states by URI
     * @param poweredOff the URI of a hypervisor that has been powered off
     */
    public static Sighting combine(Map<String, DomainState> states, Optional<String> poweredOff) {
        boolean on = states.containsValue(DomainState.NOT_SHUTOFF);
        boolean silent = states.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue() == DomainState.SILENT && !poweredOff.equals(Optional.of(entry.getKey())));
        boolean known = states.containsValue(DomainState.SHUTOFF) || poweredOff.isPresent();
        PowerState state = on ? PowerState.ON : silent || !known ? PowerState.UNKNOWN : PowerState.OFF;
        String reason = states.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + word(entry.getValue()))
                .collect(Collectors.joining(", "));
        return new Sighting(state, states.isEmpty() ? "no hypervisor is listed" : reason);
    }

    private static String word(DomainState state) {
        return switch (state) {
            case SHUTOFF -> "shut off";
            case NOT_SHUTOFF -> "not shut off";
            case ABSENT -> "not there";
            case SILENT -> "no answer";
        };
    }
}
