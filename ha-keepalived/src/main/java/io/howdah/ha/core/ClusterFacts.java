// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.List;
import java.util.Optional;

/**
 * What the site files say about the failover of one nameservice. Immutable.
 *
 * @param automaticFailover whether the ZKFC decides
 * @param zooKeepers hosts of {@code ha.zookeeper.quorum}
 * @param journalNodes hosts of the {@code qjournal:} URI; empty when the edits are shared in another way
 * @param sharedEdits the URI, empty when not set
 * @param fencing what {@code dfs.ha.fencing.methods} says, empty when not set
 * @param sessionMillis the ZKFC's session in ZooKeeper as it is asked for
 * @param address whether a virtual address follows the active
 */
public record ClusterFacts(
        String nameservice,
        List<NameNode> nameNodes,
        boolean automaticFailover,
        List<String> zooKeepers,
        List<String> journalNodes,
        String sharedEdits,
        Optional<List<FencingMethod>> fencing,
        long sessionMillis,
        Optional<VirtualAddress> address) {

    /**
     * One NameNode.
     *
     * @param bindHost where its RPC server listens; empty: the host of its address
     * @param bindKey the key to set
     */
    public record NameNode(String id, String host, int rpcPort, String bindHost, String bindKey) {}

    public ClusterFacts {
        nameNodes = List.copyOf(nameNodes);
        zooKeepers = List.copyOf(zooKeepers);
        journalNodes = List.copyOf(journalNodes);
        fencing = fencing.map(List::copyOf);
    }
}
