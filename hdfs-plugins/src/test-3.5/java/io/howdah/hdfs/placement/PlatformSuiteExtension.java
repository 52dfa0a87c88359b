// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Our class under one of the platform's suites, which are written in JUnit 5 since Hadoop 3.5. */
public final class PlatformSuiteExtension implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        PlatformSuite.install();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        PlatformSuite.requirePlacements(context.getDisplayName());
    }
}
