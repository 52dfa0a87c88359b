// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.List;
import java.util.Map;

/** Ports the user fixed with {@code set()}: checked before anything starts, so that the error can name the key. */
final class FixedPorts {
    /** Keys whose value is a port, or an address that ends in one. NameNode keys may carry a suffix. */
    private static final List<String> KEYS = List.of(
            "hbase.zookeeper.property.clientPort",
            "dfs.namenode.rpc-address",
            "dfs.namenode.http-address",
            "dfs.ha.zkfc.port",
            "yarn.resourcemanager.address",
            "yarn.resourcemanager.scheduler.address",
            "yarn.resourcemanager.resource-tracker.address",
            "yarn.resourcemanager.admin.address",
            "yarn.resourcemanager.webapp.address",
            "mapreduce.jobhistory.address",
            "mapreduce.jobhistory.admin.address",
            "mapreduce.jobhistory.webapp.address",
            "hbase.master.port",
            "hbase.master.info.port",
            "hbase.regionserver.port",
            "hbase.regionserver.info.port");

    private FixedPorts() {}

    /** Every address and port key among the settings must be free, or 0 or -1. */
    static void check(Map<String, String> settings) {
        settings.forEach((key, value) -> {
            if (KEYS.stream().anyMatch(k -> key.equals(k) || key.startsWith(k + "."))) {
                int port = portIn(key, value);
                if (port > 0 && !FreePorts.isFree(port)) {
                    throw new StackException(
                            key + " = " + value + ": port " + port + " is in use; choose another or 0");
                }
            }
        });
    }

    /** The port of {@code host:port} or {@code port}; 0 = ephemeral, -1 = off. */
    static int portIn(String key, String value) {
        String digits = value.substring(value.lastIndexOf(':') + 1).trim();
        try {
            int port = Integer.parseInt(digits);
            if (port >= -1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // answered below, together with a number out of range
        }
        throw new StackException(key + " = " + value + ": needs a port from 0 to 65535");
    }
}
