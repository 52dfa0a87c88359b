// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

/** Which YARN to start: one ResourceManager, NodeManagers and the MapReduce JobHistory server. Not thread-safe. */
public final class YarnSpec extends ServiceSpec<YarnSpec> {
    static final int DEFAULT_NODE_MANAGERS = 2;

    private int nodeManagers = DEFAULT_NODE_MANAGERS;

    YarnSpec() {}

    @Override
    YarnSpec self() {
        return this;
    }

    /** How many NodeManagers, at least 1; default 2. */
    public YarnSpec nodeManagers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("nodeManagers " + count + ": must be at least 1");
        }
        nodeManagers = count;
        return this;
    }

    int nodeManagers() {
        return nodeManagers;
    }
}
