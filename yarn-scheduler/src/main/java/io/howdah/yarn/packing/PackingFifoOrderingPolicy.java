// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import java.util.Iterator;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FifoOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.IteratorSelector;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;

/**
 * First-in first-out ordering with packing on top. Application priorities stay a hard rank, as under {@link
 * FifoOrderingPolicy}: packing never puts an application before one of higher priority.
 *
 * <p>The scheduler puts it into every leaf whose {@code ordering-policy} is {@code fifo}, the platform's default. See {@link
 * PackingOrderingPolicy} for the rest.
 */
public final class PackingFifoOrderingPolicy<S extends SchedulableEntity> extends FifoOrderingPolicy<S>
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
                : p.order(
                        () -> super.getAssignmentIterator(selector),
                        selector.getPartition(),
                        PackingFifoOrderingPolicy::tier);
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

    /** A higher priority is a larger number; tiers count the other way. */
    private static int tier(SchedulableEntity app) {
        return app.getPriority() == null ? 0 : -app.getPriority().getPriority();
    }
}
