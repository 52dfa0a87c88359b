// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.InventoryState;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;

/**
 * Says in which hard domains a DataNode is. Looks a node up by host name, then by IP address.
 *
 * <p>A node the inventory does not know counts as its own physical host, named as itself. With no inventory configured
 * there is no hard rule at all: every node stands for itself. Thread-safe.
 */
public final class SiteResolver {
    private final List<FailureDomain> hardDomains;
    private final InventorySource source;

    /**
     * @param hardDomains the domains of the setting
     * @param source the inventory, or null when none is configured
     */
    public SiteResolver(List<FailureDomain> hardDomains, InventorySource source) {
        this.hardDomains = hardDomains;
        this.source = source;
    }

    /** {@return the snapshot in use now} */
    public InventoryState state() {
        return source == null ? InventoryState.NONE : source.state();
    }

    /** {@return whether that snapshot is still the one in use} */
    @SuppressWarnings("ReferenceEquality") // each load and each problem makes a new state
    boolean isCurrent(InventoryState snapshot) {
        return snapshot == state();
    }

    /** {@return number of hard domains} */
    public int domains() {
        return hardDomains.size();
    }

    /** {@return the inventory's entry for a node, or null} */
    public static InventoryNode find(InventoryState state, DatanodeInfo node) {
        return state.inventory().find(Arrays.asList(node.getHostName(), node.getIpAddr()));
    }

    /** {@return the node's values in the hard domains, null where it has none} */
    public String[] values(InventoryState state, DatanodeInfo node) {
        String[] values = new String[hardDomains.size()];
        if (state.generation() == 0) {
            return values;
        }
        InventoryNode known = find(state, node);
        for (int d = 0; d < values.length; d++) {
            FailureDomain domain = hardDomains.get(d);
            if (known != null) {
                values[d] = known.value(domain);
            } else if (domain == FailureDomain.HOST) {
                values[d] = node.getHostName().toLowerCase(Locale.ROOT);
            }
        }
        return values;
    }

    /** {@return rack (as the platform has it) and hard domains of a node} */
    public ReplicaSite site(InventoryState state, DatanodeInfo node) {
        return new ReplicaSite(node.getNetworkLocation(), Arrays.asList(values(state, node)));
    }

    /** {@return the sites of several nodes under one snapshot} */
    public List<ReplicaSite> sites(Iterable<? extends DatanodeInfo> nodes) {
        InventoryState state = state();
        List<ReplicaSite> sites = new java.util.ArrayList<>();
        nodes.forEach(node -> sites.add(site(state, node)));
        return sites;
    }

    /** {@return names of the hard domains and the node's values, for people} */
    public List<FailureDomain> hardDomains() {
        return hardDomains;
    }
}
