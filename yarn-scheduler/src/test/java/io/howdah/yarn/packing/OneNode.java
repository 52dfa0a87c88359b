// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.resource.DominantResourceCalculator;
import org.apache.hadoop.yarn.util.resource.ResourceCalculator;

/** A cluster of one node of 8 GiB and 8 cores. */
final class OneNode implements ClusterView {
    @Override
    public Resource total() {
        return Resource.newInstance(8192, 8);
    }

    @Override
    public int nodes() {
        return 1;
    }

    @Override
    public ResourceCalculator calculator() {
        return new DominantResourceCalculator();
    }
}
