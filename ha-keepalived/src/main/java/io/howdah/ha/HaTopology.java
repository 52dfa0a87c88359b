// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;

/**
 * The NameNodes a configuration knows, by nameservice. Immutable.
 *
 * <p>Reads the same keys as Hadoop's own clients and {@code haadmin}: {@code dfs.internal.nameservices} or
 * {@code dfs.nameservices}, {@code dfs.ha.namenodes.NS}, and each NameNode's RPC, service RPC and web addresses.
 */
public record HaTopology(List<Nameservice> nameservices) {
    private static final int DEFAULT_RPC_PORT = HdfsClientConfigKeys.DFS_NAMENODE_RPC_PORT_DEFAULT;

    public HaTopology {
        nameservices = List.copyOf(nameservices);
    }

    /**
     * One HDFS namespace.
     *
     * @param nameNodes two or more with HA, one without
     */
    public record Nameservice(String id, List<NameNode> nameNodes) {
        public Nameservice {
            nameNodes = List.copyOf(nameNodes);
        }

        /** The NameNode with this id, or the only one on this host. */
        public Optional<NameNode> nameNode(String idOrHost) {
            List<NameNode> byId =
                    nameNodes.stream().filter(nn -> nn.id().equals(idOrHost)).toList();
            List<NameNode> byHost = nameNodes.stream()
                    .filter(nn -> nn.rpc().host().equalsIgnoreCase(idOrHost))
                    .toList();
            List<NameNode> found = byId.isEmpty() ? byHost : byId;
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        }
    }

    /**
     * One NameNode.
     *
     * @param rpc what clients connect to
     * @param haRpc where the HA service protocol answers: the service RPC address where there is one, else {@code rpc}
     * @param web of the web server
     * @param https whether the web server speaks TLS only
     * @param rpcKey the key {@code rpc} was read from
     */
    public record NameNode(String id, HostPort rpc, HostPort haRpc, HostPort web, boolean https, String rpcKey) {}

    /**
     * @throws InvalidInputException when the configuration names no NameNode, or one without a usable address
     */
    public static HaTopology from(Configuration conf) {
        Collection<String> ids = conf.getTrimmedStringCollection(DFSConfigKeys.DFS_INTERNAL_NAMESERVICES_KEY);
        if (ids.isEmpty()) {
            ids = conf.getTrimmedStringCollection(DFSConfigKeys.DFS_NAMESERVICES);
        }
        List<Nameservice> nameservices = new ArrayList<>();
        for (String id : ids) {
            nameservices.add(nameservice(conf, id));
        }
        if (nameservices.isEmpty()) {
            nameservices.add(new Nameservice("hdfs", List.of(nameNode(conf, "namenode", ""))));
        }
        return new HaTopology(nameservices);
    }

    /** Whether the configuration says anything about HDFS at all. */
    public static boolean isConfigured(Configuration conf) {
        return !conf.getTrimmed(DFSConfigKeys.DFS_NAMESERVICES, "").isEmpty()
                || !conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "")
                        .isEmpty()
                || conf.get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "")
                        .startsWith("hdfs:");
    }

    /**
     * The nameservice a virtual address can follow.
     *
     * @param wanted its id; may be empty when there is only one
     * @throws InvalidInputException unless it exists, is the only one or was named, and has two NameNodes or more
     */
    public Nameservice highlyAvailable(Optional<String> wanted) {
        String known = nameservices.stream().map(Nameservice::id).collect(Collectors.joining(", "));
        if (wanted.isEmpty() && nameservices.size() > 1) {
            throw InvalidInputException.of(HaSettings.NAMESERVICE.key(), null, "one of " + known);
        }
        Nameservice chosen = wanted.isEmpty()
                ? nameservices.get(0)
                : nameservices.stream()
                        .filter(nameservice -> nameservice.id().equals(wanted.get()))
                        .findFirst()
                        .orElseThrow(() -> InvalidInputException.of(
                                HaSettings.NAMESERVICE.key(), wanted.get(), "one of " + known));
        if (chosen.nameNodes().size() < 2) {
            throw InvalidInputException.of(
                    DFSConfigKeys.DFS_HA_NAMENODES_KEY_PREFIX + "." + chosen.id(),
                    null,
                    "two NameNodes, such as nn1,nn2 (a single NameNode has nowhere to fail over to)");
        }
        return chosen;
    }

    private static Nameservice nameservice(Configuration conf, String id) {
        Collection<String> nameNodeIds =
                conf.getTrimmedStringCollection(DFSConfigKeys.DFS_HA_NAMENODES_KEY_PREFIX + "." + id);
        if (nameNodeIds.isEmpty()) {
            return new Nameservice(id, List.of(nameNode(conf, "namenode", "." + id)));
        }
        List<NameNode> nameNodes = new ArrayList<>();
        for (String nameNodeId : nameNodeIds) {
            nameNodes.add(nameNode(conf, nameNodeId, "." + id + "." + nameNodeId));
        }
        return new Nameservice(id, nameNodes);
    }

    private static NameNode nameNode(Configuration conf, String id, String suffix) {
        String rpcKey = DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY + suffix;
        String rpcText = conf.getTrimmed(rpcKey, "");
        boolean single = id.equals("namenode");
        if (rpcText.isEmpty() && single) {
            rpcText = conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "");
        }
        if (rpcText.isEmpty() && single) {
            rpcKey = CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY;
            rpcText = authority(conf.getTrimmed(rpcKey, ""));
        }
        HostPort rpc = HostPort.parse(rpcKey, rpcText, DEFAULT_RPC_PORT);
        String serviceKey = DFSConfigKeys.DFS_NAMENODE_SERVICE_RPC_ADDRESS_KEY + suffix;
        String service = conf.getTrimmed(serviceKey, "");
        boolean https =
                conf.getTrimmed(DFSConfigKeys.DFS_HTTP_POLICY_KEY, "HTTP_ONLY").equals("HTTPS_ONLY");
        String webKey =
                https ? DFSConfigKeys.DFS_NAMENODE_HTTPS_ADDRESS_KEY : DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY;
        int webPort =
                https ? DFSConfigKeys.DFS_NAMENODE_HTTPS_PORT_DEFAULT : DFSConfigKeys.DFS_NAMENODE_HTTP_PORT_DEFAULT;
        String webText = conf.getTrimmed(webKey + suffix, conf.getTrimmed(webKey, "0.0.0.0:" + webPort));
        HostPort web = HostPort.parse(webKey + suffix, webText, webPort);
        return new NameNode(
                id,
                rpc,
                service.isEmpty() ? rpc : HostPort.parse(serviceKey, service, rpc.port()),
                // 0.0.0.0 is where it listens, on whatever host it is.
                web.isWildcard() ? new HostPort(rpc.host(), web.port()) : web,
                https,
                rpcKey);
    }

    private static String authority(String uri) {
        try {
            URI parsed = URI.create(uri);
            return "hdfs".equals(parsed.getScheme()) && parsed.getAuthority() != null ? parsed.getAuthority() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
