// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.Liveness;
import java.io.IOException;
import java.util.List;

/** A connection to one hypervisor: what {@link LibvirtSource} needs of libvirt, and nothing of its types. */
interface Hypervisor extends DomainXml.Pools, AutoCloseable {
    /** A domain's description. */
    record Domain(String xml, Liveness liveness) {}

    /** Opens a connection. */
    interface Opener {
        Hypervisor open(String uri) throws IOException;
    }

    /** {@return the machine's own host name} */
    String hostName() throws IOException;

    /** {@return every domain, running or not} */
    List<Domain> domains() throws IOException;

    @Override
    void close();
}
