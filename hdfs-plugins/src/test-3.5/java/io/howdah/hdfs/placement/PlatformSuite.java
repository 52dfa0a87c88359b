// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Puts our class into every configuration of this JVM before anything of the platform's suite runs, so that the suite
 * runs on it unchanged; afterwards makes sure that it was our class that chose the targets.
 */
public final class PlatformSuite implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path inventory = Path.of(
                PlatformSuite.class.getResource("/howdah-platform-suite.yaml").toURI());
        System.setProperty("howdah.test.inventory", inventory.toString());
        // The last default resource overrides hdfs-default.xml and gives way to what a test sets itself.
        HdfsConfiguration.init();
        Configuration.addDefaultResource("howdah-platform-suite.xml");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(PlacementMetrics.registered().placements())
                .as("blocks placed by our class in %s", context.getDisplayName())
                .isPositive();
    }
}
