// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.net.Node;

/**
 * A request's own set of excluded nodes on top of a shared one. The stock policies add to the set they are given; copying
 * it for each choice would be timed with the choice.
 */
final class ExcludedNodes extends AbstractSet<Node> {
    private final Set<Node> shared;
    private final Set<Node> own = new HashSet<>();

    ExcludedNodes(Set<Node> shared) {
        this.shared = shared;
    }

    @Override
    public boolean contains(Object node) {
        return shared.contains(node) || own.contains(node);
    }

    @Override
    public boolean add(Node node) {
        return !shared.contains(node) && own.add(node);
    }

    @Override
    public Iterator<Node> iterator() {
        return Stream.concat(shared.stream(), own.stream()).iterator();
    }

    @Override
    public int size() {
        return shared.size() + own.size();
    }
}
