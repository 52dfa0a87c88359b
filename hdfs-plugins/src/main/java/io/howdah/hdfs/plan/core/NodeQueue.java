// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

/** Nodes by key, the lowest first: a binary heap that knows where each node stands. Not thread-safe. */
final class NodeQueue {
    private final int[] heap;
    private final int[] place;
    private final double[] keys;
    private int size;

    NodeQueue(int nodes) {
        heap = new int[nodes];
        place = new int[nodes];
        keys = new double[nodes];
    }

    boolean isEmpty() {
        return size == 0;
    }

    double lowestKey() {
        return keys[heap[0]];
    }

    /** Adds a node that is not in the queue. */
    void push(int node, double key) {
        keys[node] = key;
        up(size++, node);
    }

    /** Puts a node taken out by {@link #poll} back with the key it had. */
    void back(int node) {
        push(node, keys[node]);
    }

    /** Changes the key of a node that is in the queue. */
    void update(int node, double key) {
        double before = keys[node];
        keys[node] = key;
        if (key < before) {
            up(place[node], node);
        } else {
            down(place[node], node);
        }
    }

    /** Takes out the node with the lowest key. */
    int poll() {
        int lowest = heap[0];
        int last = heap[--size];
        if (size > 0) {
            down(0, last);
        }
        return lowest;
    }

    private void up(int from, int node) {
        int at = from;
        while (at > 0 && keys[heap[(at - 1) / 2]] > keys[node]) {
            set(at, heap[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        set(at, node);
    }

    private void down(int from, int node) {
        int at = from;
        while (at * 2 + 1 < size) {
            int child = at * 2 + 1;
            if (child + 1 < size && keys[heap[child + 1]] < keys[heap[child]]) {
                child++;
            }
            if (keys[heap[child]] >= keys[node]) {
                break;
            }
            set(at, heap[child]);
            at = child;
        }
        set(at, node);
    }

    private void set(int at, int node) {
        heap[at] = node;
        place[node] = at;
    }
}
