// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import org.apache.hadoop.metrics2.impl.JmxCacheBuster;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/**
 * Keeps HBase's beans under {@code Hadoop:service=HBase}, where monitoring looks for them.
 *
 * <p>Metrics2 has one system per JVM, and its prefix, the service in the names of beans, is that of the daemon which
 * started last. HBase registers its sources anew whenever regions move (JmxCacheBuster): a DataNode that was started
 * meanwhile would rename them. HDFS and YARN monitoring reads MXBeans and REST, whose names do not change.
 */
final class HBaseMetricsNames {
    private HBaseMetricsNames() {}

    /** To be called after other daemons were started in a JVM where HBase runs; takes effect within seconds. */
    static void restore() {
        DefaultMetricsSystem.initialize("HBase");
        JmxCacheBuster.clearJmxCache();
    }
}
