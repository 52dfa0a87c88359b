// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.core.SpillingGroups;
import java.nio.file.Path;

/** Budgets for the groups of tests. */
final class Budgets {
    /** Nothing is spilled. */
    static final SpillingGroups.Budget LARGE =
            new SpillingGroups.Budget(1 << 30, 0, Path.of(System.getProperty("java.io.tmpdir")));

    private Budgets() {}
}
