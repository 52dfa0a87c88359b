// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.Evidence;
import io.howdah.ha.core.LockView;
import io.howdah.ha.core.Role;
import io.howdah.ha.core.VrrpInstance;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an agent knows of one address, at one moment. Immutable. Times are nanoseconds of the monotonic clock.
 *
 * @param armed whether the kernel answers for the address here
 * @param leaseUntilNanos the end of the lease, when armed
 * @param held whether keepalived has put the address on this node
 * @param failure what could not be done; empty when all could
 * @param keepalived why keepalived would not take the address; empty when it would
 * @param sinceNanos since when the decision stands
 * @param lastTakeover from winning the lock to answering for the address, the last time
 * @param atNanos when this was true
 */
record AddressState(
        VrrpInstance instance,
        Eligibility eligibility,
        Evidence evidence,
        boolean armed,
        OptionalLong leaseUntilNanos,
        boolean held,
        Optional<String> failure,
        Optional<String> keepalived,
        long sinceNanos,
        Optional<Duration> lastTakeover,
        long takeovers,
        long atNanos) {

    static AddressState starting(VrrpInstance instance) {
        long now = System.nanoTime();
        return new AddressState(
                instance,
                new Eligibility(false, "starting", 0),
                new Evidence(
                        instance.node(),
                        Role.UNKNOWN,
                        "not asked yet",
                        OptionalLong.empty(),
                        LockView.unread("not asked yet"),
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty()),
                false,
                OptionalLong.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                0,
                now);
    }

    /** Whether clients reach the service through the address on this node. */
    boolean answering() {
        return armed && held;
    }
}
