// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;
import org.apache.hadoop.net.Node;

/**
 * What a request says about nodes, besides how many it wants: where the writer is, which nodes are out, which it would
 * rather not have.
 *
 * @param writer the writer's node, or the first replica's when the writer is no DataNode; may be null
 * @param newBlock whether the block is being written, not repaired
 * @param excluded nodes that must not be chosen, those that hold a replica included
 */
record RequestHints(Node writer, boolean newBlock, Set<Node> excluded) {
    static RequestHints of(HowdahTargetRequest request) {
        boolean newBlock = request.chosen().isEmpty();
        Node writer = !newBlock && !(request.writer() instanceof DatanodeDescriptor)
                ? request.chosen().get(0).getDatanodeDescriptor()
                : request.writer();
        Set<Node> excluded = request.excluded() == null ? new HashSet<>() : new HashSet<>(request.excluded());
        request.chosen().forEach(storage -> excluded.add(storage.getDatanodeDescriptor()));
        return new RequestHints(writer, newBlock, excluded);
    }

    /** {@return nodes to avoid, the strictest wish first; the last entry avoids none} */
    List<Collection<Node>> avoid(HowdahTargetRequest request, ClusterView view) {
        List<Collection<Node>> hints = new ArrayList<>();
        EnumSet<AddBlockFlag> flags = request.flags();
        if (flags != null && writer != null && request.favored().isEmpty()) {
            if (flags.contains(AddBlockFlag.NO_LOCAL_RACK) && view.table().racks() > 2) {
                Set<Node> rack = new HashSet<>();
                for (int row = 0; row < view.size(); row++) {
                    if (view.node(row).getNetworkLocation().equals(writer.getNetworkLocation())) {
                        rack.add(view.node(row));
                    }
                }
                hints.add(rack);
            }
            if (flags.contains(AddBlockFlag.NO_LOCAL_WRITE) && !excluded.contains(writer)) {
                hints.add(Set.of(writer));
            }
        }
        hints.add(Set.of());
        return hints;
    }
}
