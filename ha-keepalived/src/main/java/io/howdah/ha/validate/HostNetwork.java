// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.validate;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The network interfaces of this host and their addresses. Immutable.
 *
 * @param interfaces by name
 */
public record HostNetwork(Map<String, Set<InetAddress>> interfaces) {
    public HostNetwork {
        interfaces = new TreeMap<>(interfaces);
    }

    public static HostNetwork system() throws SocketException {
        return new HostNetwork(NetworkInterface.networkInterfaces()
                .collect(Collectors.toMap(
                        NetworkInterface::getName,
                        each -> each.inetAddresses().collect(Collectors.toSet()),
                        (one, other) -> one)));
    }

    /** The interface with this address; empty when the address is another host's. */
    Optional<String> interfaceOf(InetAddress address) {
        return interfaces.entrySet().stream()
                .filter(entry -> entry.getValue().contains(address))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
