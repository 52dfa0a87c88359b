// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;

/** Which replication peers are ours, and what they are called. */
public final class CdcPeers {
    /** The endpoint's class, as a peer names it. */
    public static final String ENDPOINT = "io.howdah.hbase.cdc.CdcEndpoint";

    private CdcPeers() {}

    /** Whether a peer is change data capture. */
    public static boolean isOurs(ReplicationPeerConfig config) {
        return ENDPOINT.equals(config.getReplicationEndpointImpl());
    }

    /** A peer's id without the dead region server whose log is worked on: {@code mq} for {@code mq-host,16020,17...}. */
    static String realPeer(String queue) {
        int dash = queue.indexOf('-');
        return dash < 0 ? queue : queue.substring(0, dash);
    }
}
