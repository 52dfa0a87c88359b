// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which DataNode and which of its disks a slot of a failure log stands for. The log's racks are laid on the cluster's
 * racks in order, an enclosure on a physical host of that rack, consecutive slots on the disks of one DataNode of that
 * host; where the log has more of anything than the cluster has, counting starts over.
 *
 * @param racks nodes by rack and physical host
 * @param disks disks of a DataNode, at least 1
 */
public record DiskMapping(List<List<int[]>> racks, int disks) {
    public DiskMapping {
        if (disks < 1 || racks.isEmpty()) {
            throw new IllegalArgumentException("disks=" + disks + ": not allowed; allowed: 1 or more");
        }
    }

    /** A failure's place: index of its rack in the log, of its enclosure in that rack, and its slot. */
    public record Place(int rack, int enclosure, int slot) {}

    /** {@return where in the log a failure is} */
    public static Place place(FailureLog log, FailureLog.Failure failure) {
        return new Place(
                log.racks().indexOf(failure.rack()),
                log.enclosures(failure.rack()).indexOf(failure.enclosure()),
                Math.max(0, failure.slot() - 1));
    }

    /** {@return the nodes of the physical host an enclosure stands for} */
    public int[] host(Place place) {
        List<int[]> hosts = racks.get(place.rack() % racks.size());
        return hosts.get(place.enclosure() % hosts.size());
    }

    /** {@return the node a slot stands for} */
    public int node(Place place) {
        int[] nodes = host(place);
        return nodes[place.slot() / disks % nodes.length];
    }

    /** {@return number of the disk in the whole cluster: node times disks, plus the disk in the node} */
    public int disk(Place place) {
        return node(place) * disks + place.slot() % disks;
    }

    /** {@return the same with racks, hosts within a rack and nodes within a host in another order} */
    public DiskMapping shuffled(Random random) {
        List<List<int[]>> shuffled = new ArrayList<>();
        for (List<int[]> rack : racks) {
            List<int[]> hosts = new ArrayList<>();
            for (int[] host : rack) {
                int[] nodes = host.clone();
                for (int i = nodes.length - 1; i > 0; i--) {
                    int j = random.nextInt(i + 1);
                    int node = nodes[i];
                    nodes[i] = nodes[j];
                    nodes[j] = node;
                }
                hosts.add(nodes);
            }
            Collections.shuffle(hosts, random);
            shuffled.add(hosts);
        }
        Collections.shuffle(shuffled, random);
        return new DiskMapping(shuffled, disks);
    }
}
