// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceUsage;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;

/** An application that an ordering policy can hold; ids are the order of submission. */
record FakeApp(String id) implements SchedulableEntity {
    @Override
    public String getId() {
        return id;
    }

    @Override
    public int compareInputOrderTo(SchedulableEntity other) {
        return id.compareTo(other.getId());
    }

    @Override
    public ResourceUsage getSchedulingResourceUsage() {
        return new ResourceUsage();
    }

    @Override
    public Priority getPriority() {
        return Priority.newInstance(0);
    }

    @Override
    public boolean isRecovering() {
        return false;
    }

    @Override
    public String getPartition() {
        return "";
    }

    @Override
    public long getStartTime() {
        return 0;
    }
}
