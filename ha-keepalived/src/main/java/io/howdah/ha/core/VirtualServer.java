// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One address and port of a gateway, and the servers behind it. Direct routing cannot change the port, so the servers
 * listen on the same. Immutable.
 *
 * @param port 1..65535
 * @param checkPort of the servers: asked whether they live
 * @param checkPath asked with HTTP GET, 200 is a yes; empty: a TCP connection is enough
 */
public record VirtualServer(
        Gateway gateway,
        InetAddress address,
        int port,
        List<InetAddress> servers,
        int checkPort,
        Optional<String> checkPath) {

    public VirtualServer {
        servers = List.copyOf(servers);
        String key = "howdah.ha.gateway." + gateway.key();
        if (servers.isEmpty()) {
            throw InvalidInputException.of(key, null, "one server or more");
        }
        Set<InetAddress> seen = new HashSet<>();
        for (InetAddress server : servers) {
            if (!seen.add(server)) {
                throw InvalidInputException.of(key, NumericAddress.text(server), "each server once");
            }
            if (server.equals(address)) {
                throw InvalidInputException.of(
                        key, NumericAddress.text(server), "a server other than the address itself");
            }
            if (server instanceof Inet4Address != address instanceof Inet4Address) {
                throw InvalidInputException.of(
                        key, NumericAddress.text(server), "the address family of " + NumericAddress.text(address));
            }
        }
    }
}
