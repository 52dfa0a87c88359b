// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One DataNode as the NameNode sees it, and the physical host it runs on. Immutable.
 *
 * <p>The NameNode knows nothing of physical hosts: two machines with the same one stand for two virtual machines on
 * one hypervisor.
 *
 * @param hostName the name the DataNode registers with, unique in a stack
 * @param rack a network path such as {@code /rack1} or {@code /dc1/rack1}
 * @param physicalHost the machine whose failure takes this one down too
 */
public record Machine(String hostName, String rack, String physicalHost) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern RACK = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    /**
     * @throws IllegalArgumentException for a name that is not a host name, or a rack that is not a path such as
     *     {@code /rack1}
     */
    public Machine {
        Objects.requireNonNull(hostName, "hostName");
        Objects.requireNonNull(rack, "rack");
        Objects.requireNonNull(physicalHost, "physicalHost");
        if (!HOST.matcher(hostName).matches()) {
            throw new IllegalArgumentException(
                    "machine host name '" + hostName + "': only letters, digits, '.' and '-' are allowed");
        }
        if (!RACK.matcher(rack).matches()) {
            throw new IllegalArgumentException(
                    "rack '" + rack + "' of machine " + hostName + ": must be a path such as /rack1 or /dc1/rack1");
        }
        if (physicalHost.isBlank()) {
            throw new IllegalArgumentException("physical host of machine " + hostName + ": must not be blank");
        }
    }
}
