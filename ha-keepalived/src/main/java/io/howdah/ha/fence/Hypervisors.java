// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.DomainState;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** What fencing needs of a hypervisor, and nothing of libvirt's types. */
interface Hypervisors {
    /** @throws HypervisorException when it does not answer */
    DomainState state(String uri, UUID domain) throws HypervisorException;

    /**
     * Cuts the machine's power, wherever on this hypervisor it is not shut off.
     *
     * @param wanted asked just before the power is cut: false when nobody waits any more
     * @return the state before
     */
    DomainState destroy(String uri, UUID domain, BooleanSupplier wanted) throws HypervisorException;

    /** No usable answer; the message is one line. */
    final class HypervisorException extends Exception {
        private static final long serialVersionUID = 1L;

        HypervisorException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
