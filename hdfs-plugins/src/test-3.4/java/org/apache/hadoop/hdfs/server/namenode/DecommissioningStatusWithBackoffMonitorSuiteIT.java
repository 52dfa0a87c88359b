// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.namenode;

import io.howdah.hdfs.placement.PlatformSuiteRule;
import org.junit.ClassRule;
import org.junit.experimental.categories.Category;

/** The platform's {@link TestDecommissioningStatusWithBackoffMonitor} with our class in the NameNode and the tools. */
@Category(PlatformSuiteRule.class)
public class DecommissioningStatusWithBackoffMonitorSuiteIT extends TestDecommissioningStatusWithBackoffMonitor {
    @ClassRule
    public static final PlatformSuiteRule SUITE = new PlatformSuiteRule();
}
