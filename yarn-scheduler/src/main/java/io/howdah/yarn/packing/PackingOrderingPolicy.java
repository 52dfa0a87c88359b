// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import java.util.Collection;
import java.util.Iterator;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FairOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.IteratorSelector;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;

/**
 * Fair ordering with packing on top.
 *
 * <p>The scheduler puts it into every leaf whose {@code ordering-policy} is {@code fair}; it may also be named there: {@code
 * yarn.scheduler.capacity.<queue>.ordering-policy = io.howdah.yarn.packing.PackingOrderingPolicy}. Under any other scheduler,
 * or with packing off, it is {@link FairOrderingPolicy}, which it extends so that in-queue preemption and the web pages treat
 * it as such. The stock order is the order it falls back to, and the preemption order always.
 *
 * <p>Thread-safe as far as its parent is.
 */
public final class PackingOrderingPolicy<S extends SchedulableEntity> extends FairOrderingPolicy<S>
        implements PackedPolicy {

    private volatile QueuePacking packing;

    @Override
    public void attach(QueuePacking queuePacking) {
        packing = queuePacking;
    }

    @Override
    public Iterator<S> getAssignmentIterator(IteratorSelector selector) {
        QueuePacking p = packing;
        return p == null
                ? super.getAssignmentIterator(selector)
                : p.order(() -> super.getAssignmentIterator(selector), selector.getPartition(), app -> 0);
    }

    @Override
    public void containerAllocated(S app, RMContainer container) {
        super.containerAllocated(app, container);
        QueuePacking p = packing;
        if (p != null) {
            p.served(app);
        }
    }

    @Override
    public void containerReleased(S app, RMContainer container) {
        super.containerReleased(app, container);
        QueuePacking p = packing;
        if (p != null) {
            p.finished(app, container);
        }
    }

    @Override
    public boolean removeSchedulableEntity(S app) {
        QueuePacking p = packing;
        if (p != null && app != null) {
            p.served(app);
        }
        return super.removeSchedulableEntity(app);
    }

    @Override
    public void addAllSchedulableEntities(Collection<S> apps) {
        super.addAllSchedulableEntities(apps);
        // The policy replaced may have had applications waiting to be sorted in anew; that list does not come along.
        apps.forEach(this::entityRequiresReordering);
    }
}
