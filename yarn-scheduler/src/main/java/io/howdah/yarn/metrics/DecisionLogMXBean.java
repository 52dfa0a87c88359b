// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.metrics;

import java.util.List;

/** The last packing decisions, for JMX: {@code Hadoop:service=ResourceManager,name=HowdahSchedulerDecisions}. */
public interface DecisionLogMXBean {

    /** The decisions that are kept, oldest first. */
    List<DecisionEntry> getDecisions();

    /** How many decisions are kept at most. */
    int getCapacity();
}
