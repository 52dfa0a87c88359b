// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.cdc.CdcPeers;
import io.howdah.hbase.cdc.DeadLetters;
import io.howdah.hbase.cdc.core.CdcSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.ClusterMetrics;
import org.apache.hadoop.hbase.ServerMetrics;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.replication.ReplicationLoadSource;
import org.apache.hadoop.hbase.replication.ReplicationPeerDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase cdc status}. */
@Command(
        name = "status",
        header = "Peers, how far behind they are, and their dead letters",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Lag is the greatest of all region servers, as HBase reports it to the master every few seconds.",
            "",
            "Example: howdah hbase cdc status birds --max-lag 60",
            "Exit: 0 all is well, 1 a peer is disabled, behind or has dead letters, 2 bad usage or input, 3 cannot tell."
        })
final class CdcStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "PEER", arity = "0..1", description = "only this one")
    private String peer;

    @Option(
            names = "--max-lag",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "more is not well; default ${DEFAULT-VALUE}")
    private long maxLag;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Configuration conf = cluster.configuration();
        List<Map<String, Object>> all = new ArrayList<>();
        boolean well = true;
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            if (peer != null) {
                CdcPeer.find(admin, peer);
            }
            ClusterMetrics metrics = admin.getClusterMetrics(EnumSet.of(ClusterMetrics.Option.LIVE_SERVERS));
            for (ReplicationPeerDescription description : admin.listReplicationPeers()) {
                if (CdcPeers.isOurs(description.getPeerConfig())
                        && (peer == null || peer.equals(description.getPeerId()))) {
                    Map<String, Object> one = describe(description, metrics, conf);
                    well &= (boolean) one.get("enabled")
                            && (long) one.get("lag_ms") <= maxLag * 1_000
                            && (long) one.get("dead_letter_files") == 0;
                    all.add(one);
                }
            }
        }
        print(all);
        return well ? HBaseCommand.OK : HBaseCommand.NO;
    }

    private static Map<String, Object> describe(
            ReplicationPeerDescription description, ClusterMetrics metrics, Configuration conf) throws IOException {
        CdcPeer found = new CdcPeer(description.getPeerId(), description.getPeerConfig());
        long lag = 0;
        long logs = 0;
        for (ServerMetrics server : metrics.getLiveServerMetrics().values()) {
            for (ReplicationLoadSource source : server.getReplicationLoadSourceList()) {
                if (source.getPeerID().equals(found.id()) || source.getPeerID().startsWith(found.id() + "-")) {
                    lag = Math.max(lag, source.getReplicationLag());
                    logs += source.getSizeOfLogQueue();
                }
            }
        }
        DeadLetters.Amount letters = new DeadLetters(found.directory(conf)).amount();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("peer", found.id());
        one.put("enabled", description.isEnabled());
        one.put("target", found.config().getConfiguration().get(CdcSettings.URI.name()));
        one.put(
                "tables",
                found.config().getTableCFsMap() == null
                        ? "all"
                        : String.join(
                                ",",
                                found.config().getTableCFsMap().keySet().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .toList()));
        one.put("lag_ms", lag);
        one.put("logs_queued", logs);
        one.put("dead_letter_files", letters.files());
        one.put("dead_letter_bytes", letters.bytes());
        return one;
    }

    private void print(List<Map<String, Object>> all) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(all));
            return;
        }
        if (all.isEmpty()) {
            out.println("no peer captures changes");
        }
        for (Map<String, Object> one : all) {
            out.println(one.get("peer") + ": " + ((boolean) one.get("enabled") ? "enabled" : "DISABLED") + ", to "
                    + one.get("target") + ", tables " + one.get("tables") + ", lag " + one.get("lag_ms") + " ms, "
                    + one.get("logs_queued") + " logs queued, dead letters " + one.get("dead_letter_files") + " files "
                    + one.get("dead_letter_bytes") + " bytes");
        }
    }
}
