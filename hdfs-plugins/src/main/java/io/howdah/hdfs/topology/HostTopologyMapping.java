// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology;

import io.howdah.hdfs.inventory.core.InventoryNode;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Physical host of a host as a path, for software that takes any topology mapping and should spread over hypervisors,
 * for example HBase's {@code hbase.util.ip.to.rack.determiner}. A host that is not in the inventory is its own.
 */
public final class HostTopologyMapping extends InventoryMapping {
    /** For Hadoop, which calls {@link #setConf} next. */
    public HostTopologyMapping() {}

    /** For HBase, whose RackManager knows no other way to make one. */
    public HostTopologyMapping(Configuration conf) {
        setConf(conf);
    }

    @Override
    String locate(InventoryNode node) {
        return path(node.physicalHost());
    }

    @Override
    String unknown(String name, int rackDepth) {
        return path(name.toLowerCase(Locale.ROOT));
    }

    private static String path(String name) {
        return "/" + name.replace('/', '_');
    }
}
