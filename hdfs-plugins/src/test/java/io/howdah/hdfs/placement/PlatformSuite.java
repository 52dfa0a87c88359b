// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/** Runs a suite of the platform, unchanged, on our class; Hadoop 3.4's suites need a JUnit 4 rule for it, 3.5's an extension. */
final class PlatformSuite {
    private PlatformSuite() {}

    /** Puts our class into every configuration of this JVM, before anything of the suite runs. */
    static void install() throws URISyntaxException {
        Path inventory = Path.of(
                PlatformSuite.class.getResource("/howdah-platform-suite.yaml").toURI());
        System.setProperty("howdah.test.inventory", inventory.toString());
        // The last default resource overrides hdfs-default.xml and gives way to what a test sets itself.
        HdfsConfiguration.init();
        Configuration.addDefaultResource("howdah-platform-suite.xml");
    }

    /** Makes sure that it was our class that chose the targets. */
    static void requirePlacements(String suite) {
        assertThat(PlacementMetrics.registered().placements())
                .as("blocks placed by our class in %s", suite)
                .isPositive();
    }
}
