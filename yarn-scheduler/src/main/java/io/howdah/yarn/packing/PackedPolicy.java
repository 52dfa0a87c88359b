// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

/** An ordering policy that packs once a scheduler has given it its queue's packing. Before that it is the stock policy. */
public interface PackedPolicy {

    /** Ties the policy to a queue of a running scheduler. Safe to call again. */
    void attach(QueuePacking packing);
}
