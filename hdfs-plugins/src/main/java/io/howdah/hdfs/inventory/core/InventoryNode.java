// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory.core;

import java.util.List;
import java.util.Objects;

/**
 * One DataNode as the inventory states it. Immutable.
 *
 * @param host the name the NameNode knows: host name or IP address, lower case
 * @param rack network location: starts with a slash, for example {@code /dc1/rack7}
 * @param physicalHost the machine the DataNode runs on
 * @param storageBackend shared storage behind its volumes, or null when not stated
 * @param power power feed, or null when not stated
 * @param upgradeDomain upgrade group, or null when not stated
 * @param weight relative capacity, greater than 0; 1 when not stated
 * @param storageTypes names of the storage types it has, such as DISK and SSD; empty when not stated
 */
public record InventoryNode(
        String host,
        String rack,
        String physicalHost,
        String storageBackend,
        String power,
        String upgradeDomain,
        double weight,
        List<String> storageTypes) {
    public InventoryNode {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(rack, "rack");
        Objects.requireNonNull(physicalHost, "physicalHost");
        storageTypes = List.copyOf(storageTypes);
    }

    /** {@return this node's value in that domain, or null when the inventory does not state one} */
    public String value(FailureDomain domain) {
        return switch (domain) {
            case HOST -> physicalHost;
            case BACKEND -> storageBackend;
            case POWER -> power;
            case UPGRADE_DOMAIN -> upgradeDomain;
        };
    }

    /** {@return whether the node has storage of that type; true when the inventory does not state its types} */
    public boolean offers(String storageType) {
        return storageTypes.isEmpty() || storageTypes.contains(storageType);
    }
}
