// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.cdc.CdcPeers;
import io.howdah.hbase.cdc.core.CdcSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfigBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase cdc add}. */
@Command(
        name = "add",
        header = "Starts capturing: a replication peer whose other end is the sink",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "The credentials file is a Java properties file with user and password, mode 600 or 400,",
            "of root or the region server's account, at this path on every region server.",
            "",
            "Example: howdah hbase cdc add birds --uri amqps://mq.example.com/%2F"
                    + " --credentials /etc/howdah/mq.properties --table birdstrikes --enable-scope",
            "Exit: 0 ok, 1 nothing would be captured, 2 bad usage or input, 3 cannot tell."
        })
final class CdcAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "PEER", description = "its name: letters, digits and _")
    private String peer;

    @Option(
            names = "--uri",
            required = true,
            paramLabel = "URI",
            description =
                    "amqp://, amqps://, jdbc:mariadb://, jdbc:mysql://, mongodb:// or mongodb+srv://, without user and"
                            + " password")
    private String uri;

    @Option(
            names = "--credentials",
            required = true,
            paramLabel = "PATH",
            description = "absolute path of the credentials file on the region servers")
    private String credentials;

    @Option(names = "--format", paramLabel = "FORMAT", description = "of RabbitMQ's messages: json (default) or avro")
    private String format;

    @Option(names = "--table", paramLabel = "TABLE", description = "this table; again: another; default: all tables")
    private List<String> tables = List.of();

    @Option(
            names = "--enable-scope",
            description =
                    "set REPLICATION_SCOPE of all families of the tables named to 1; without it HBase sends nothing"
                            + " of a family")
    private boolean enableScope;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "another setting of the peer, howdah.hbase.cdc...; see CONFIGURATION.md")
    private Map<String, String> settings = Map.of();

    @Override
    public Integer call() throws Exception {
        if (!peer.matches("[A-Za-z0-9_]{1,64}")) {
            throw new IllegalArgumentException("peer '" + peer + "': 1 to 64 letters, digits and _ are allowed");
        }
        if (enableScope && tables.isEmpty()) {
            throw new IllegalArgumentException("--enable-scope needs --table");
        }
        Map<String, String> all = new HashMap<>();
        settings.forEach((key, value) -> {
            if (CdcSettings.KEYS.stream().noneMatch(known -> known.name().equals(key))) {
                throw new IllegalArgumentException("--set " + key + ": no such setting; see CONFIGURATION.md");
            }
            all.put(key, value);
        });
        all.put(CdcSettings.SINK.name(), CdcSettings.sinkOf(uri));
        all.put(CdcSettings.URI.name(), uri);
        all.put(CdcSettings.CREDENTIALS_FILE.name(), credentials);
        if (format != null) {
            all.put(CdcSettings.FORMAT.name(), format);
        }
        CdcSettings.from(all::get);
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            List<TableDescriptor> named = new ArrayList<>();
            for (String table : tables) {
                named.add(admin.getDescriptor(TableName.valueOf(table)));
            }
            ReplicationPeerConfigBuilder config = ReplicationPeerConfig.newBuilder()
                    .setReplicationEndpointImpl(CdcPeers.ENDPOINT)
                    .setReplicateAllUserTables(tables.isEmpty());
            config.putAllConfiguration(all);
            if (!tables.isEmpty()) {
                Map<TableName, List<String>> every = new HashMap<>();
                named.forEach(table -> every.put(table.getTableName(), List.of()));
                config.setTableCFsMap(every);
            }
            // The peer first: what is written once the scope is set is then captured for certain.
            admin.addReplicationPeer(peer, config.build());
            say("peer " + peer + ": added, to " + uri);
            boolean captured = tables.isEmpty();
            for (TableDescriptor table : named) {
                captured |= scope(admin, table);
            }
            return captured ? HBaseCommand.OK : HBaseCommand.NO;
        }
    }

    /** @return whether any family of the table is captured */
    private boolean scope(Admin admin, TableDescriptor table) throws IOException {
        List<String> local = new ArrayList<>();
        TableDescriptorBuilder changed = TableDescriptorBuilder.newBuilder(table);
        for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
            if (family.getScope() != HConstants.REPLICATION_SCOPE_GLOBAL) {
                local.add(family.getNameAsString());
                changed.modifyColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(family)
                        .setScope(HConstants.REPLICATION_SCOPE_GLOBAL)
                        .build());
            }
        }
        if (local.isEmpty()) {
            return true;
        }
        if (enableScope) {
            admin.modifyTable(changed.build());
            say("table " + table.getTableName() + ": REPLICATION_SCOPE is 1 now for " + String.join(", ", local));
            return true;
        }
        spec.commandLine()
                .getErr()
                .println("howdah hbase cdc add: table " + table.getTableName()
                        + ": not captured, REPLICATION_SCOPE is 0: " + String.join(", ", local)
                        + "; alter it, or add with --enable-scope");
        return local.size() < table.getColumnFamilyCount();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
