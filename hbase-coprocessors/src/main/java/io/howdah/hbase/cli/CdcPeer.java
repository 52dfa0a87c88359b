// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.cdc.CdcDirectory;
import io.howdah.hbase.cdc.CdcPeers;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;

/** One peer, as the master has it. */
record CdcPeer(String id, ReplicationPeerConfig config) {

    /** @throws IllegalArgumentException if there is none of this name, or it is not change data capture */
    static CdcPeer find(Admin admin, String id) throws IOException {
        ReplicationPeerConfig config = admin.listReplicationPeers().stream()
                .filter(peer -> peer.getPeerId().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no peer '" + id + "'; howdah hbase cdc status lists them"))
                .getPeerConfig();
        if (!CdcPeers.isOurs(config)) {
            throw new IllegalArgumentException("peer '" + id + "' is not change data capture: its endpoint is "
                    + (config.getReplicationEndpointImpl() == null
                            ? "HBase's own"
                            : config.getReplicationEndpointImpl()));
        }
        return new CdcPeer(id, config);
    }

    /** @throws IllegalArgumentException if the configuration does not say where HBase's files are */
    CdcDirectory directory(Configuration conf) throws IOException {
        String root = conf.get("hbase.rootdir", "");
        if (root.isEmpty() || root.startsWith("file:") || root.startsWith("/")) {
            throw new IllegalArgumentException(
                    "hbase.rootdir = '" + root + "': give the region servers' hbase-site.xml with --conf");
        }
        return CdcDirectory.of(conf, config.getConfiguration(), id);
    }
}
