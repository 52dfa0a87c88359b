// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs;

import io.howdah.hdfs.placement.PlatformSuiteRule;
import org.junit.ClassRule;
import org.junit.experimental.categories.Category;

/** The platform's {@link TestDecommissionWithBackoffMonitor} with our class in the NameNode and the tools. */
@Category(PlatformSuiteRule.class)
public class DecommissionWithBackoffMonitorSuiteIT extends TestDecommissionWithBackoffMonitor {
    @ClassRule
    public static final PlatformSuiteRule SUITE = new PlatformSuiteRule();
}
