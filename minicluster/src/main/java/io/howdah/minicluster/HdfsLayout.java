// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and addresses of an HDFS, chosen before anything starts: clients, region servers and NodeManagers can be
 * configured while the NameNodes still come up, and a NameNode that was killed comes back where it was.
 *
 * @param highlyAvailable two NameNodes behind a logical name
 * @param nameservice the logical name
 * @param nameNodes one or two
 * @param journalPorts RPC ports of the JournalNodes; empty without high availability
 * @param machines the DataNodes
 */
record HdfsLayout(
        boolean highlyAvailable,
        String nameservice,
        List<Node> nameNodes,
        List<Integer> journalPorts,
        List<Machine> machines) {
    static final String HOST = "127.0.0.1";
    private static final int JOURNAL_NODES = 3;

    /** A NameNode's id and ports; {@code zkfcPort} is 0 without high availability. */
    record Node(String id, int rpcPort, int httpPort, int zkfcPort) {}

    static HdfsLayout of(HdfsSpec spec, Map<String, String> settings, FreePorts ports) throws IOException {
        List<Node> nodes = new ArrayList<>();
        for (String id : spec.nameNodeIds()) {
            String suffix = spec.isHighlyAvailable() ? "." + spec.nameservice() + "." + id : "";
            nodes.add(new Node(
                    id,
                    portOf(settings, "dfs.namenode.rpc-address" + suffix, ports),
                    portOf(settings, "dfs.namenode.http-address" + suffix, ports),
                    spec.isHighlyAvailable() ? portOf(settings, "dfs.ha.zkfc.port" + suffix, ports) : 0));
        }
        List<Integer> journals = new ArrayList<>();
        for (int i = 0; spec.isHighlyAvailable() && i < JOURNAL_NODES; i++) {
            journals.add(ports.next());
        }
        return new HdfsLayout(
                spec.isHighlyAvailable(),
                spec.nameservice(),
                List.copyOf(nodes),
                List.copyOf(journals),
                spec.machines());
    }

    private static int portOf(Map<String, String> settings, String key, FreePorts ports) throws IOException {
        String value = settings.get(key);
        int port = value == null ? 0 : FixedPorts.portIn(key, value);
        return port == 0 ? ports.next() : port;
    }

    /** The logical name, or {@code host:port} of the only NameNode: what follows {@code hdfs://}. */
    String authority() {
        return highlyAvailable ? nameservice : HOST + ":" + nameNodes.get(0).rpcPort();
    }

    /** What every client and every other service needs to know. */
    Map<String, String> clientSettings() {
        Map<String, String> s = new LinkedHashMap<>();
        s.put("fs.defaultFS", "hdfs://" + authority());
        StringBuilder racks = new StringBuilder();
        for (Machine machine : machines) {
            racks.append(racks.isEmpty() ? "" : ",")
                    .append(machine.hostName())
                    .append('=')
                    .append(machine.rack());
        }
        s.put("hadoop.configured.node.mapping", racks.toString());
        if (highlyAvailable) {
            s.put("dfs.nameservices", nameservice);
            s.put(
                    "dfs.ha.namenodes." + nameservice,
                    String.join(",", nameNodes.stream().map(Node::id).toList()));
            s.put(
                    "dfs.client.failover.proxy.provider." + nameservice,
                    "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
            s.put("dfs.ha.automatic-failover.enabled", "true");
            s.put(
                    "dfs.namenode.shared.edits.dir",
                    "qjournal://"
                            + String.join(
                                    ";",
                                    journalPorts.stream()
                                            .map(port -> HOST + ":" + port)
                                            .toList()) + "/" + nameservice);
        }
        for (Node node : nameNodes) {
            String suffix = highlyAvailable ? "." + nameservice + "." + node.id() : "";
            s.put("dfs.namenode.rpc-address" + suffix, HOST + ":" + node.rpcPort());
            s.put("dfs.namenode.http-address" + suffix, HOST + ":" + node.httpPort());
            if (highlyAvailable) {
                s.put("dfs.ha.zkfc.port" + suffix, Integer.toString(node.zkfcPort()));
            }
        }
        return s;
    }
}
