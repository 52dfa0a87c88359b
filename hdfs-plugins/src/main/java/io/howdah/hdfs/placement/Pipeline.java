// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.CandidateTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;

/**
 * Orders targets as a write pipeline: the nearest to the writer first, then the nearest to that one, and so on. The same
 * order as the platform's, without its lock on the whole topology: a node that is moved meanwhile costs a detour once.
 */
final class Pipeline {
    private Pipeline() {}

    /**
     * {@return the targets of a block group, the first one first, in turn from each rack} There is no pipeline: a client
     * writes to all at once. A short file has units only on the first and the last m targets; in this order those are on
     * as many racks as the whole group, and not misplaced the moment they are written.
     */
    static DatanodeStorageInfo[] alternateRacks(DatanodeStorageInfo[] targets) {
        Map<String, Deque<DatanodeStorageInfo>> racks = new LinkedHashMap<>();
        for (DatanodeStorageInfo target : targets) {
            racks.computeIfAbsent(target.getDatanodeDescriptor().getNetworkLocation(), rack -> new ArrayDeque<>())
                    .add(target);
        }
        List<DatanodeStorageInfo> ordered = new ArrayList<>();
        while (ordered.size() < targets.length) {
            racks.values().stream().filter(rack -> !rack.isEmpty()).forEach(rack -> ordered.add(rack.remove()));
        }
        if (ordered.size() > 1) {
            Collections.reverse(ordered.subList(1, ordered.size())); // the first round of racks: the first and the last
        }
        return ordered.toArray(DatanodeStorageInfo[]::new);
    }

    /** Sorts in place. */
    static DatanodeStorageInfo[] order(Node writer, DatanodeStorageInfo[] storages) {
        Node from = writer;
        for (int i = 0; i < storages.length; i++) {
            int nearest = i;
            int nearestDistance = distance(from, storages[i].getDatanodeDescriptor());
            for (int j = i + 1; j < storages.length; j++) {
                int distance = distance(from, storages[j].getDatanodeDescriptor());
                if (distance < nearestDistance) {
                    nearest = j;
                    nearestDistance = distance;
                }
            }
            DatanodeStorageInfo next = storages[nearest];
            storages[nearest] = storages[i];
            storages[i] = next;
            from = next.getDatanodeDescriptor();
        }
        return storages;
    }

    /** The same where racks are the only level: the next is the first that shares the rack of the last, if one does. */
    static void order(CandidateTable table, int[] rows, DatanodeStorageInfo[] storages) {
        for (int i = 1; i < rows.length - 1; i++) {
            int rack = table.rack(rows[i - 1]);
            for (int j = i; j < rows.length; j++) {
                if (table.rack(rows[j]) == rack) {
                    int row = rows[j];
                    rows[j] = rows[i];
                    rows[i] = row;
                    DatanodeStorageInfo storage = storages[j];
                    storages[j] = storages[i];
                    storages[i] = storage;
                    break;
                }
            }
        }
    }

    /** Hops to the nearest common ancestor, up and down; 0 for the same node, 2 on the same rack. */
    static int distance(Node a, Node b) {
        if (a.equals(b)) {
            return 0;
        }
        String pathA = a.getNetworkLocation();
        String pathB = b.getNetworkLocation();
        if (pathA.equals(pathB)) {
            return 2;
        }
        int common = 0;
        int from = 0;
        while (true) {
            int endA = end(pathA, from + 1);
            int endB = end(pathB, from + 1);
            if (endA != endB || !pathA.regionMatches(from, pathB, from, endA - from) || endA == from) {
                break;
            }
            common++;
            from = endA;
        }
        return depth(pathA) + depth(pathB) - 2 * common + 2;
    }

    private static int end(String path, int from) {
        if (from >= path.length()) {
            return path.length();
        }
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    private static int depth(String path) {
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                depth++;
            }
        }
        return depth;
    }
}
