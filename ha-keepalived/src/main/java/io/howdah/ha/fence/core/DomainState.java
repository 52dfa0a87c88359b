// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

/** What one hypervisor says of one virtual machine. */
public enum DomainState {
    /** Defined there, and libvirt calls it SHUTOFF. */
    SHUTOFF,
    /** Any other state: running, paused, in shutdown, crashed, suspended. It may go on at any time. */
    NOT_SHUTOFF,
    /** The hypervisor answers, and does not know it. */
    ABSENT,
    /** The hypervisor does not answer. */
    SILENT
}
