// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.namenode;

import io.howdah.hdfs.placement.PlatformSuiteExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The platform's {@link TestDecommissioningStatus} with our class in the NameNode and the tools. */
@Tag("full")
@ExtendWith(PlatformSuiteExtension.class)
class DecommissioningStatusSuiteIT extends TestDecommissioningStatus {}
