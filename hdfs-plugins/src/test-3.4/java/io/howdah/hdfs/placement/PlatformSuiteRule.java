// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** Our class under one of the platform's suites, which are written in JUnit 4 up to Hadoop 3.4. */
public final class PlatformSuiteRule implements TestRule {
    @Override
    public Statement apply(Statement suite, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                PlatformSuite.install();
                suite.evaluate();
                PlatformSuite.requirePlacements(description.getDisplayName());
            }
        };
    }
}
