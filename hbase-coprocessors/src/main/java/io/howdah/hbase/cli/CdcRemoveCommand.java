// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.cdc.CdcDirectory;
import io.howdah.hbase.cdc.DeadLetters;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase cdc remove}. */
@Command(
        name = "remove",
        header = "Ends capturing; changes that are not delivered yet are not delivered any more",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "A peer with dead letters stays, unless --force is given; the files stay in any case.",
            "REPLICATION_SCOPE of the tables stays: other peers may need it.",
            "",
            "Example: howdah hbase cdc remove birds",
            "Exit: 0 ok, 1 there are dead letters, 2 bad usage or input, 3 cannot tell."
        })
final class CdcRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "PEER", description = "its name")
    private String peer;

    @Option(names = "--force", description = "also with dead letters")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            CdcPeer found = CdcPeer.find(admin, peer);
            if (!force) {
                CdcDirectory directory = found.directory(cluster.configuration());
                long files = new DeadLetters(directory).amount().files();
                if (files > 0) {
                    spec.commandLine()
                            .getErr()
                            .println("howdah hbase cdc remove: peer " + peer + " has " + files
                                    + " files of dead letters in " + directory.deadLetters()
                                    + ": replay them first, or --force");
                    return HBaseCommand.NO;
                }
            }
            admin.removeReplicationPeer(peer);
            spec.commandLine().getOut().println("peer " + peer + ": removed");
            return HBaseCommand.OK;
        }
    }
}
