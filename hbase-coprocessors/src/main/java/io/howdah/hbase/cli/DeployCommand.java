// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.CoprocessorDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase deploy}. */
@Command(
        name = "deploy",
        header = "Loads a coprocessor for a table, or takes it away; regions reopen one after the other",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "The master tries the class first and refuses the change when it cannot be loaded.",
            "",
            "Example: howdah hbase deploy birdstrikes",
            "Exit: 0 ok, 2 bad usage or input, 3 cannot tell."
        })
final class DeployCommand implements Callable<Integer> {
    /** What can be deployed, by name: the command needs no class of the region server. */
    enum Endpoint {
        agg("io.howdah.hbase.aggregation.AggregationEndpoint"),
        bulk("io.howdah.hbase.bulk.BulkEndpoint"),
        guard("io.howdah.hbase.guard.TableGuard");

        private final String className;

        Endpoint(String className) {
            this.className = className;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "TABLE", description = "name, or namespace:name")
    private String table;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            defaultValue = "agg",
            description = "agg (for 'agg'), bulk (for 'delete' and 'update'), guard (rules on writes); default agg")
    private Endpoint endpoint;

    @Option(
            names = "--jar",
            paramLabel = "URI",
            description = "jar in HDFS, with its version in the name (HBase caches by path); default: the class path of"
                    + " the region servers")
    private String jar;

    @Option(names = "--remove", description = "take the endpoint away")
    private boolean remove;

    @Override
    public Integer call() throws Exception {
        TableName name = TableName.valueOf(table);
        String className = endpoint.className;
        if (remove && jar != null) {
            throw new IllegalArgumentException("--remove takes no --jar");
        }
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            TableDescriptor before = admin.getDescriptor(name);
            boolean deployed = before.hasCoprocessor(className);
            if (deployed != remove && jar == null) {
                say(name + (remove ? " has no " : " has ") + className + (remove ? "" : " already")
                        + ": nothing to do");
                return HBaseCommand.OK;
            }
            TableDescriptorBuilder after = TableDescriptorBuilder.newBuilder(before);
            if (deployed) {
                after.removeCoprocessor(className);
            }
            if (!remove) {
                CoprocessorDescriptorBuilder coprocessor = CoprocessorDescriptorBuilder.newBuilder(className);
                if (jar != null) {
                    coprocessor.setJarPath(jar);
                }
                after.setCoprocessor(coprocessor.build());
            }
            admin.modifyTable(after.build());
            say(name + (remove ? ": removed " : ": deployed ") + className);
            return HBaseCommand.OK;
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
