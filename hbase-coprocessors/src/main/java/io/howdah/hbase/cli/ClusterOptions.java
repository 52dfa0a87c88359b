// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import picocli.CommandLine.Option;

/** Which cluster, and how long to wait for it. */
final class ClusterOptions {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "directory with hbase-site.xml (and core-site.xml, hdfs-site.xml); default: the classpath")
    private Path conf;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "give up after so many seconds, 1 to 86400; default ${DEFAULT-VALUE}")
    private long timeout;

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "secure cluster: Kerberos principal of --keytab (default: the ticket of kinit)")
    private String principal;

    @Option(names = "--keytab", paramLabel = "FILE", description = "secure cluster: keytab of --principal")
    private Path keytab;

    @Option(names = "-v", description = "show the stack trace of an error")
    private boolean verbose;

    long timeoutSeconds() {
        if (timeout < 1 || timeout > 86_400) {
            throw new IllegalArgumentException("--timeout " + timeout + ": allowed are 1 to 86400 seconds");
        }
        return timeout;
    }

    boolean verbose() {
        return verbose;
    }

    Connection connect() throws IOException {
        Configuration configuration = configuration();
        KerberosLogin.login(configuration, principal, keytab);
        return ConnectionFactory.createConnection(configuration);
    }

    Configuration configuration() {
        Configuration configuration = HBaseConfiguration.create();
        if (conf != null) {
            if (!Files.isReadable(conf.resolve("hbase-site.xml"))) {
                throw new IllegalArgumentException("--conf " + conf + ": no readable hbase-site.xml in this directory");
            }
            for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "hbase-site.xml"}) {
                if (Files.isReadable(conf.resolve(name))) {
                    configuration.addResource(
                            new org.apache.hadoop.fs.Path(conf.resolve(name).toUri()));
                }
            }
        }
        // A person waits: find out in seconds, not in HBase's twenty minutes, that nobody is there. What an aggregate
        // needs in patience its own deadline has.
        int millis = (int) (timeoutSeconds() * 1_000);
        configuration.setInt("hbase.client.operation.timeout", millis);
        configuration.setInt("hbase.client.meta.operation.timeout", Math.min(millis, 60_000));
        configuration.setInt("hbase.client.retries.number", 6);
        configuration.setInt("zookeeper.recovery.retry", 2);
        return configuration;
    }
}
