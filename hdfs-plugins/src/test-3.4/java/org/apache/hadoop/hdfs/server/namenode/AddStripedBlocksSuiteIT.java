// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.namenode;

import io.howdah.hdfs.placement.PlatformSuiteRule;
import org.junit.ClassRule;
import org.junit.experimental.categories.Category;

/** The platform's {@link TestAddStripedBlocks} with our class in the NameNode and the tools. */
@Category(PlatformSuiteRule.class)
public class AddStripedBlocksSuiteIT extends TestAddStripedBlocks {
    @ClassRule
    public static final PlatformSuiteRule SUITE = new PlatformSuiteRule();
}
