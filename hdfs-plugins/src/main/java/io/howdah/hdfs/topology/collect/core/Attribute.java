// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.util.Arrays;
import java.util.Optional;

/** What an inventory says of a DataNode; the ids are the inventory file's field names. */
public enum Attribute {
    PHYSICAL_HOST("physicalHost"),
    RACK("rack"),
    STORAGE_BACKEND("storageBackend"),
    POWER("power"),
    UPGRADE_DOMAIN("upgradeDomain"),
    WEIGHT("weight"),
    STORAGE_TYPES("storageTypes");

    private final String id;

    Attribute(String id) {
        this.id = id;
    }

    /** {@return the field's name in the inventory file} */
    public String id() {
        return id;
    }

    /** {@return the attribute of that inventory field, or empty} */
    public static Optional<Attribute> of(String id) {
        return Arrays.stream(values()).filter(a -> a.id.equals(id)).findFirst();
    }
}
