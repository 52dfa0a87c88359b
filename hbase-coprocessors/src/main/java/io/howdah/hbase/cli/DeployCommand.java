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
        header = "Loads the aggregation endpoint for a table, or takes it away; regions reopen one after the other",
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
    /** By name: the command needs no class of the region server. */
    private static final String ENDPOINT = "io.howdah.hbase.aggregation.AggregationEndpoint";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "TABLE", description = "name, or namespace:name")
    private String table;

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
        if (remove && jar != null) {
            throw new IllegalArgumentException("--remove takes no --jar");
        }
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            TableDescriptor before = admin.getDescriptor(name);
            boolean deployed = before.hasCoprocessor(ENDPOINT);
            if (deployed != remove && jar == null) {
                say(name + (remove ? " has no " : " has ") + ENDPOINT + (remove ? "" : " already") + ": nothing to do");
                return HBaseCommand.OK;
            }
            TableDescriptorBuilder after = TableDescriptorBuilder.newBuilder(before);
            if (deployed) {
                after.removeCoprocessor(ENDPOINT);
            }
            if (!remove) {
                CoprocessorDescriptorBuilder coprocessor = CoprocessorDescriptorBuilder.newBuilder(ENDPOINT);
                if (jar != null) {
                    coprocessor.setJarPath(jar);
                }
                after.setCoprocessor(coprocessor.build());
            }
            admin.modifyTable(after.build());
            say(name + (remove ? ": removed " : ": deployed ") + ENDPOINT);
            return HBaseCommand.OK;
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
