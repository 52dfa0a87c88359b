// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/** Puts our class into every configuration of this JVM, so that the platform's suites run on it unchanged. */
public final class PlatformSuite {
    private PlatformSuite() {}

    /** Adds the settings as the last default resource: they override hdfs-default.xml and give way to a test's own. */
    public static void useOurPolicy() {
        try {
            Path inventory = Path.of(PlatformSuite.class
                    .getResource("/howdah-platform-suite.yaml")
                    .toURI());
            System.setProperty("howdah.test.inventory", inventory.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        HdfsConfiguration.init(); // its defaults first, or they would come after ours
        Configuration.addDefaultResource("howdah-platform-suite.xml");
    }
}
