// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.BadFencingConfigurationException;
import org.apache.hadoop.ha.HAServiceProtocol;
import org.apache.hadoop.ha.HAServiceTarget;
import org.apache.hadoop.ha.NodeFencer;

/** A node by name only; nobody answers for it. */
class Target extends HAServiceTarget {
    private final InetSocketAddress address;

    Target(String host) {
        address = InetSocketAddress.createUnresolved(host, 8020);
    }

    @Override
    public InetSocketAddress getAddress() {
        return address;
    }

    @Override
    public InetSocketAddress getZKFCAddress() {
        return address;
    }

    @Override
    public NodeFencer getFencer() {
        return null;
    }

    @Override
    public void checkFencingConfigured() throws BadFencingConfigurationException {
        // nothing to check
    }

    @Override
    public HAServiceProtocol getProxy(Configuration conf, int timeoutMs) throws IOException {
        throw new IOException("nobody is there");
    }
}
