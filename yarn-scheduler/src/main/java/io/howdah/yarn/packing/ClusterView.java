// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.resource.ResourceCalculator;

/** What packing reads of the scheduler it belongs to. Values are as of the call; any thread may call. */
public interface ClusterView {

    /** Resources of all nodes together. */
    Resource total();

    /** How many nodes there are. */
    int nodes();

    /** How the scheduler compares resources; the calculator that sees memory only makes packing see memory only. */
    ResourceCalculator calculator();
}
