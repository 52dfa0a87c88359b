// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kind of thing whose failure takes several DataNodes away at once. The rack is not in this list: the platform
 * already knows it as the node's network location.
 *
 * <p>These are attributes of a node and not levels of a tree: two nodes of different racks may share a storage backend.
 */
public enum FailureDomain {
    /** The physical machine (hypervisor) the DataNode runs on. */
    HOST("host"),
    /** The storage array, filer or cluster that holds the DataNode's volumes. */
    BACKEND("backend"),
    /** The power feed or UPS. */
    POWER("power"),
    /** The group of nodes that are restarted together in a rolling upgrade. */
    UPGRADE_DOMAIN("upgrade-domain");

    private final String id;

    FailureDomain(String id) {
        this.id = id;
    }

    /** {@return the name used in settings and messages, for example {@code host}} */
    public String id() {
        return id;
    }

    /** {@return the domain with that name (case-insensitive), or empty} */
    public static Optional<FailureDomain> of(String id) {
        String wanted = id.trim().toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(d -> d.id.equals(wanted)).findFirst();
    }

    /** {@return every name, comma separated, for messages} */
    public static String allowed() {
        return Arrays.stream(values()).map(FailureDomain::id).collect(Collectors.joining(", "));
    }
}
