// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.ha.HAServiceStatus;
import org.apache.hadoop.ha.protocolPB.HAServiceProtocolClientSideTranslatorPB;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.net.NetUtils;

/**
 * Asks a NameNode what it is: {@code getServiceStatus} over Hadoop RPC (with Kerberos where the configuration says so);
 * where RPC answers but not usefully (access denied, no HA), the web server's {@code NameNodeStatus} bean, then
 * {@code /isActive}. One connection to each NameNode stays open until {@link #close}. Thread-safe.
 */
final class NameNodeProbe implements AutoCloseable {
    /** This attribute only: the whole bean has a line for each DataNode, megabytes on a large cluster. */
    private static final String JOURNAL_STATUS = "get=Hadoop:service=NameNode,name=NameNodeInfo::NameJournalStatus";

    private static final String STATUS_BEAN = "qry=Hadoop:service=NameNode,name=NameNodeStatus";

    private final Configuration conf;
    private final int timeoutMillis;
    private final WebClient web;
    private final Map<HostPort, HAServiceProtocolClientSideTranslatorPB> proxies = new ConcurrentHashMap<>();

    NameNodeProbe(Configuration conf, Duration deadline) {
        this.conf = new Configuration(conf);
        this.timeoutMillis = (int) deadline.toMillis();
        this.web = new WebClient(deadline);
        // One try within the deadline; Hadoop's own are 10 of 20 s, and 45 after time-outs.
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, timeoutMillis);
        // The name of the server's principal, as haadmin sets it; without it Kerberos fails for this protocol.
        this.conf.set(
                CommonConfigurationKeys.HADOOP_SECURITY_SERVICE_USER_NAME_KEY,
                conf.get(DFSConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, ""));
    }

    Answer ask(HaTopology.NameNode nameNode) {
        Answer rpc = askRpc(nameNode.haRpc());
        if (rpc.role() != Role.UNKNOWN) {
            return rpc;
        }
        Answer http = askWeb(nameNode);
        return http.role() == Role.ACTIVE || http.role() == Role.STANDBY || http.role() == Role.OBSERVER
                ? new Answer(http.role(), http.reason() + " (web server; RPC: " + rpc.reason() + ")")
                : rpc;
    }

    private Answer askRpc(HostPort server) {
        try {
            HAServiceStatus status = proxy(server).getServiceStatus();
            Answer answer = Answer.ofState(status.getState().name());
            boolean unready = status.getState() == HAServiceState.STANDBY && !status.isReadyToBecomeActive();
            return unready
                    ? new Answer(
                            answer.role(),
                            "standby, not ready to become active: " + firstLine(status.getNotReadyReason()))
                    : answer;
        } catch (IOException | RuntimeException e) {
            // The next question resolves the name again and makes a new connection.
            HAServiceProtocolClientSideTranslatorPB proxy = proxies.remove(server);
            if (proxy != null) {
                proxy.close();
            }
            return Answer.ofFailure(e);
        }
    }

    private static String firstLine(String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }

    private HAServiceProtocolClientSideTranslatorPB proxy(HostPort server) throws IOException {
        HAServiceProtocolClientSideTranslatorPB proxy = proxies.get(server);
        if (proxy != null) {
            return proxy;
        }
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(server.host());
        }
        proxy = new HAServiceProtocolClientSideTranslatorPB(
                address, conf, NetUtils.getDefaultSocketFactory(conf), timeoutMillis);
        HAServiceProtocolClientSideTranslatorPB first = proxies.putIfAbsent(server, proxy);
        if (first != null) {
            proxy.close();
        }
        return first == null ? proxy : first;
    }

    /** The bean attribute {@code NameJournalStatus}. */
    String journalStatus(HaTopology.NameNode nameNode) throws IOException {
        return web.get(nameNode.https(), nameNode.web(), "/jmx", JOURNAL_STATUS)
                .bean("NameJournalStatus")
                .orElse("");
    }

    @Override
    public void close() {
        proxies.values().forEach(HAServiceProtocolClientSideTranslatorPB::close);
        proxies.clear();
    }

    private Answer askWeb(HaTopology.NameNode nameNode) {
        try {
            WebClient.Response jmx = web.get(nameNode.https(), nameNode.web(), "/jmx", STATUS_BEAN);
            Optional<String> state = jmx.bean("State");
            if (state.isPresent()) {
                return Answer.ofState(state.get());
            }
            return isActive(web, nameNode.https(), nameNode.web());
        } catch (IOException e) {
            return Answer.ofFailure(e);
        }
    }

    /** The servlet made for load balancers, since Hadoop 3.3 (HADOOP-16707): 200 for the active, 405 for others. */
    static Answer isActive(WebClient web, boolean https, HostPort server) throws IOException {
        WebClient.Response response = web.get(https, server, "/isActive", null);
        return switch (response.status()) {
            case 200 -> Answer.of(Role.ACTIVE);
            case 405 -> Answer.of(Role.STANDBY);
            default -> Answer.ofHttpStatus(response.status(), "/isActive");
        };
    }
}
