// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of sources. */
public enum SourceType {
    LIBVIRT("libvirt"),
    OVN("ovn"),
    XAPI("xapi"),
    OPENSTACK("openstack"),
    LLDP("lldp"),
    RACKS("racks"),
    INVENTORY("inventory");

    private final String id;

    SourceType(String id) {
        this.id = id;
    }

    /** {@return the name in the sources file} */
    public String id() {
        return id;
    }

    static Optional<SourceType> of(String id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    static String allowed() {
        return Arrays.stream(values()).map(SourceType::id).collect(Collectors.joining(", "));
    }
}
