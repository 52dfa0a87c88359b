// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.CheckFailure;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Role;
import io.howdah.nagios.core.Snapshot;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Picks the daemon whose numbers count. A standby's view is late or empty, so numbers are read from the active one only:
 *
 * <ul>
 *   <li>One daemon given, and it is a standby: nothing to judge, OK. Its active peer has a service of its own.
 *   <li>Several given: the active one is judged; the others' troubles are the business of {@code namenode-state}.
 *   <li>Several given and none is active: what keeps us from knowing, at least UNKNOWN.
 *   <li>Several claim to be active: CRITICAL.
 * </ul>
 */
final class ActiveDaemon {
    static final String ACTIVE = "active";

    private ActiveDaemon() {}

    /** Reads a daemon's own view of its HA state. */
    @FunctionalInterface
    interface StateReader {
        String state(Endpoint endpoint) throws CheckFailure;
    }

    /** The active daemon; when there is none or more than one, nothing, and the verdict says why. */
    static Optional<Endpoint> find(Snapshot snapshot, Role role, StateReader reader, Verdict verdict) {
        List<Endpoint> active = new ArrayList<>();
        List<String> passive = new ArrayList<>();
        List<CheckFailure> failures = new ArrayList<>();
        for (Endpoint endpoint : snapshot.endpoints()) {
            try {
                String state = reader.state(endpoint);
                if (state.equals(ACTIVE)) {
                    active.add(endpoint);
                } else {
                    passive.add(endpoint.name() + " is " + (state.isEmpty() ? "in no HA state yet" : state));
                }
            } catch (CheckFailure e) {
                failures.add(e);
            }
        }
        if (active.size() == 1) {
            failures.forEach(failure -> verdict.detail("not asked for numbers: " + failure.getMessage()));
            return Optional.of(active.get(0));
        }
        if (active.size() > 1) {
            verdict.raise(
                    Status.CRITICAL,
                    active.size() + " claim to be active " + role.displayName() + ": "
                            + NameList.of(active.stream().map(Endpoint::name).toList()));
        } else if (failures.isEmpty() && passive.size() == 1) {
            verdict.raise(
                    Status.OK, passive.get(0) + ": skipped, these numbers are the active " + role.displayName() + "'s");
        } else {
            failures.forEach(verdict::raise);
            if (!passive.isEmpty()) {
                verdict.raise(Status.UNKNOWN, "no active " + role.displayName() + ": " + NameList.of(passive));
            }
        }
        return Optional.empty();
    }

    /** The endpoints that say they are active; those that say nothing are not. */
    static List<Endpoint> all(Snapshot snapshot, StateReader reader) {
        return snapshot.endpoints().stream()
                .filter(endpoint -> {
                    try {
                        return reader.state(endpoint).equals(ACTIVE);
                    } catch (CheckFailure e) {
                        return false;
                    }
                })
                .toList();
    }
}
