// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.PlatformSuiteExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The platform's {@link TestReconstructStripedBlocksWithRackAwareness} with our classes in the NameNode and the tools. */
@ExtendWith(PlatformSuiteExtension.class)
@Tag("full")
class ReconstructStripedBlocksWithRackAwarenessSuiteIT extends TestReconstructStripedBlocksWithRackAwareness {}
