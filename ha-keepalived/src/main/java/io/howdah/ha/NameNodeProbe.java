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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * where RPC does not tell (access denied, no HA, a full queue), the web server's {@code NameNodeStatus} bean, then
 * {@code /isActive}. One deadline for all of it: the web server is asked after half of it, and whoever answers first
 * counts. One connection to each NameNode stays open until {@link #close}. Thread-safe.
 */
final class NameNodeProbe implements AutoCloseable {
    /** This attribute only: the whole bean has a line for each DataNode, megabytes on a large cluster. */
    private static final String JOURNAL_STATUS = "get=Hadoop:service=NameNode,name=NameNodeInfo::NameJournalStatus";

    private static final String STATUS_BEAN = "qry=Hadoop:service=NameNode,name=NameNodeStatus";

    private final Configuration conf;
    private final Duration deadline;
    private final int timeoutMillis;
    private final WebClient web = new WebClient();
    private final ExecutorService calls = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "howdah-namenode-probe");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<HostPort, HAServiceProtocolClientSideTranslatorPB> proxies = new ConcurrentHashMap<>();

    /** @param deadline of one question, RPC and web server together */
    NameNodeProbe(Configuration conf, Duration deadline) {
        this.conf = new Configuration(conf);
        this.deadline = deadline;
        this.timeoutMillis = (int) deadline.toMillis();
        // One try within the deadline; Hadoop's own are 10 of 20 s, and 45 after time-outs.
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
        this.conf.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, timeoutMillis);
        // The name of the server's principal, as haadmin sets it; without it Kerberos fails for this protocol.
        this.conf.set(
                CommonConfigurationKeys.HADOOP_SECURITY_SERVICE_USER_NAME_KEY,
                conf.get(DFSConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, ""));
    }

    Answer ask(HaTopology.NameNode nameNode) throws InterruptedException {
        Deadline until = Deadline.in(deadline);
        Future<Answer> call = calls.submit(() -> askRpc(nameNode.haRpc()));
        Answer rpc = await(call, until.leftNanos() / 2, deadline.toMillis() / 2);
        if (rpc.role() != Role.UNKNOWN) {
            return rpc;
        }
        Answer http = askWeb(nameNode, until);
        if (http.role() == Role.ACTIVE || http.role() == Role.STANDBY || http.role() == Role.OBSERVER) {
            return new Answer(http.role(), http.reason() + " (web server; RPC: " + rpc.reason() + ")");
        }
        rpc = await(call, until.leftNanos(), deadline.toMillis());
        return rpc.role() == Role.UNKNOWN && http.silent()
                ? new Answer(Role.UNKNOWN, rpc.reason() + "; web server: " + http.reason(), true)
                : rpc;
    }

    /** The call ends by itself, at Hadoop's own time-outs: an interrupt would end the connection for others, too. */
    private static Answer await(Future<Answer> call, long nanos, long waitedMillis) throws InterruptedException {
        try {
            return call.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Answer.silent("RPC, " + waitedMillis + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return Answer.ofFailure(e.getCause());
        }
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
        return web.get(nameNode.https(), nameNode.web(), "/jmx", JOURNAL_STATUS, Deadline.in(deadline))
                .bean("NameJournalStatus")
                .orElse("");
    }

    @Override
    public void close() {
        calls.shutdown();
        proxies.values().forEach(HAServiceProtocolClientSideTranslatorPB::close);
        proxies.clear();
    }

    private Answer askWeb(HaTopology.NameNode nameNode, Deadline until) {
        try {
            WebClient.Response jmx = web.get(nameNode.https(), nameNode.web(), "/jmx", STATUS_BEAN, until);
            Optional<String> state = jmx.bean("State");
            if (state.isPresent()) {
                return Answer.ofState(state.get());
            }
            return isActive(web, nameNode.https(), nameNode.web(), until);
        } catch (IOException e) {
            return Answer.ofFailure(e);
        }
    }

    /** The servlet made for load balancers, since Hadoop 3.3 (HADOOP-16707): 200 for the active, 405 for others. */
    static Answer isActive(WebClient web, boolean https, HostPort server, Deadline until) throws IOException {
        WebClient.Response response = web.get(https, server, "/isActive", null, until);
        return switch (response.status()) {
            case 200 -> Answer.of(Role.ACTIVE);
            case 405 -> Answer.of(Role.STANDBY);
            default -> Answer.ofHttpStatus(response.status(), "/isActive");
        };
    }
}
