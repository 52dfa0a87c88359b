// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

/** How dear it is to put one more replica on a node now; compared between copysets by their dearest member. */
@FunctionalInterface
public interface NodeCost {
    /** {@return a finite number, higher where space or time is scarcer} */
    double of(int node);
}
