// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.util.Map;
import java.util.Objects;

/**
 * What one source says of one machine. Immutable.
 *
 * @param identity what the machine is known by
 * @param values what is said of it
 * @param liveness how surely it is there
 * @param where words for a report, for example {@code domain dn1 on qemu+tls://hv1/system}
 */
public record MachineFact(Identity identity, Map<Attribute, String> values, Liveness liveness, String where) {
    public MachineFact {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(liveness, "liveness");
        values = Map.copyOf(values);
    }
}
