// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.List;

/**
 * What the daemons of one role answered at one time: one daemon, or all NameNodes of a nameservice, all
 * ResourceManagers, all HBase masters. Immutable.
 *
 * @param endpoints at least one, in the order they were given
 */
public record Snapshot(List<Endpoint> endpoints) {
    public Snapshot {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a snapshot needs at least one endpoint");
        }
    }
}
