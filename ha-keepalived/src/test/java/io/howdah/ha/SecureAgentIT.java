// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.FreePorts;
import io.howdah.minicluster.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;
import org.apache.hadoop.hdfs.tools.DFSZKFailoverController;
import org.apache.hadoop.http.HttpConfig;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.apache.hadoop.security.ssl.KeyStoreTestUtil;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The agent, a JVM of its own with a keytab, against two NameNodes with Kerberos and two ZKFCs whose lock only SASL users
 * that the ACL names can read. What is tested is who may ask: the gate's program takes every rule here.
 */
class SecureAgentIT {
    private static final Path DIRECTORY = Path.of("target", "secure-agent-it").toAbsolutePath();
    private static final Path HDFS_KEYTAB = DIRECTORY.resolve("hdfs.keytab");
    private static final Path ZOOKEEPER_KEYTAB = DIRECTORY.resolve("zookeeper.keytab");
    private static final Path AGENT_KEYTAB = DIRECTORY.resolve("agent.keytab");
    private static final Path STRANGER_KEYTAB = DIRECTORY.resolve("stranger.keytab");
    private static final String[] IDS = {"nn1", "nn2"};

    private static MiniKdc kdc;
    private static NIOServerCnxnFactory zooKeeper;
    private static MiniDFSCluster cluster;
    private static String sslDirectory;
    private static final List<Thread> CONTROLLERS = new ArrayList<>();
    private static Configuration site;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        kdc = new MiniKdc(MiniKdc.createConf(), DIRECTORY.toFile());
        kdc.start();
        kdc.createPrincipal(HDFS_KEYTAB.toFile(), "hdfs/localhost", "HTTP/localhost");
        kdc.createPrincipal(ZOOKEEPER_KEYTAB.toFile(), "zookeeper/localhost");
        kdc.createPrincipal(AGENT_KEYTAB.toFile(), "howdah/localhost");
        kdc.createPrincipal(STRANGER_KEYTAB.toFile(), "stranger");
        startZooKeeper();

        HdfsConfiguration conf = new HdfsConfiguration();
        secure(conf);
        conf.set("ha.zookeeper.quorum", "localhost:" + zooKeeper.getLocalPort());
        conf.set("ha.zookeeper.acl", "sasl:hdfs:cdrwa,sasl:howdah:r");
        conf.set("ha.zookeeper.session-timeout.ms", "6000");
        conf.setBoolean("dfs.ha.automatic-failover.enabled", true);
        conf.set("dfs.ha.fencing.methods", "shell(/bin/true)");
        for (String id : IDS) {
            conf.setInt("dfs.ha.zkfc.port.minidfs-ns." + id, FreePorts.any());
        }
        cluster = new MiniDFSCluster.Builder(conf, DIRECTORY.resolve("dfs").toFile())
                .nnTopology(new MiniDFSNNTopology()
                        .addNameservice(new MiniDFSNNTopology.NSConf("minidfs-ns")
                                .addNN(new MiniDFSNNTopology.NNConf("nn1").setIpcPort(FreePorts.any()))
                                .addNN(new MiniDFSNNTopology.NNConf("nn2").setIpcPort(FreePorts.any()))))
                .numDataNodes(0)
                .build();
        site = new Configuration(cluster.getConfiguration(0));
        for (int i = 0; i < IDS.length; i++) {
            Configuration own = new Configuration(cluster.getConfiguration(i));
            own.set("dfs.ha.namenode.id", IDS[i]);
            if (i == 0) {
                assertThat(DFSZKFailoverController.create(own)
                                .run(new String[] {"-formatZK", "-force", "-nonInteractive"}))
                        .isZero();
            }
            Thread controller = new Thread(
                    () -> {
                        try {
                            DFSZKFailoverController.create(own).run(new String[0]);
                        } catch (Exception e) {
                            // The test's deadline tells.
                        }
                    },
                    "zkfc-" + IDS[i]);
            controller.setDaemon(true);
            controller.start();
            CONTROLLERS.add(controller);
        }
    }

    /** SASL only, and the JAAS sections of server and ZKFCs: one JVM, one configuration. */
    private static void startZooKeeper() throws Exception {
        System.setProperty("zookeeper.authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
        System.setProperty("zookeeper.sessionRequireClientSASLAuth", "true");
        System.setProperty("zookeeper.kerberos.removeHostFromPrincipal", "true");
        System.setProperty("zookeeper.kerberos.removeRealmFromPrincipal", "true");
        String realm = "@" + kdc.getRealm();
        javax.security.auth.login.Configuration.setConfiguration(new javax.security.auth.login.Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return switch (name) {
                    case "Server" -> entry("zookeeper/localhost" + realm, ZOOKEEPER_KEYTAB);
                    case "Client" -> entry("hdfs/localhost" + realm, HDFS_KEYTAB);
                    default -> null;
                };
            }
        });
        ZooKeeperServer server = new ZooKeeperServer(
                DIRECTORY.resolve("zk").toFile(), DIRECTORY.resolve("zk").toFile(), 2000);
        zooKeeper = new NIOServerCnxnFactory();
        zooKeeper.configure(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 50);
        zooKeeper.startup(server);
    }

    private static AppConfigurationEntry[] entry(String principal, Path keytab) {
        return new AppConfigurationEntry[] {
            new AppConfigurationEntry(
                    "com.sun.security.auth.module.Krb5LoginModule",
                    AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                    Map.of(
                            "useKeyTab", "true",
                            "storeKey", "true",
                            "useTicketCache", "false",
                            "keyTab", keytab.toString(),
                            "principal", principal))
        };
    }

    private static void secure(HdfsConfiguration conf) throws Exception {
        SecurityUtil.setAuthenticationMethod(AuthenticationMethod.KERBEROS, conf);
        String hdfs = "hdfs/localhost@" + kdc.getRealm();
        conf.set(DFSConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, hdfs);
        conf.set(DFSConfigKeys.DFS_NAMENODE_KEYTAB_FILE_KEY, HDFS_KEYTAB.toString());
        conf.set(DFSConfigKeys.DFS_DATANODE_KERBEROS_PRINCIPAL_KEY, hdfs);
        conf.set(DFSConfigKeys.DFS_DATANODE_KEYTAB_FILE_KEY, HDFS_KEYTAB.toString());
        conf.set(DFSConfigKeys.DFS_WEB_AUTHENTICATION_KERBEROS_PRINCIPAL_KEY, "HTTP/localhost@" + kdc.getRealm());
        conf.setBoolean(DFSConfigKeys.DFS_BLOCK_ACCESS_TOKEN_ENABLE_KEY, true);
        conf.set(DFSConfigKeys.DFS_HTTP_POLICY_KEY, HttpConfig.Policy.HTTPS_ONLY.name());
        conf.set(DFSConfigKeys.DFS_NAMENODE_HTTPS_ADDRESS_KEY, "localhost:0");
        conf.set("hadoop.security.auth_to_local", "RULE:[1:$1]\nRULE:[2:$1]\nDEFAULT");
        sslDirectory = KeyStoreTestUtil.getClasspathDir(SecureAgentIT.class);
        KeyStoreTestUtil.setupSSLConfig(DIRECTORY.toString(), sslDirectory, conf, false);
        conf.set(DFSConfigKeys.DFS_CLIENT_HTTPS_KEYSTORE_RESOURCE_KEY, KeyStoreTestUtil.getClientSSLConfigFileName());
        conf.set(DFSConfigKeys.DFS_SERVER_HTTPS_KEYSTORE_RESOURCE_KEY, KeyStoreTestUtil.getServerSSLConfigFileName());
    }

    @AfterAll
    static void stop() throws Exception {
        CONTROLLERS.forEach(Thread::interrupt);
        if (cluster != null) {
            cluster.shutdown();
        }
        if (zooKeeper != null) {
            zooKeeper.shutdown();
        }
        if (kdc != null) {
            kdc.stop();
        }
        if (sslDirectory != null) {
            KeyStoreTestUtil.cleanupSSLConfig(DIRECTORY.toString(), sslDirectory);
        }
        UserGroupInformation.reset();
    }

    @Test
    void agent_seesDaemonAndLock_withAKeytabTheAclNames() throws Exception {
        try (Agent one = new Agent("nn1", "howdah/localhost", AGENT_KEYTAB);
                Agent two = new Agent("nn2", "howdah/localhost", AGENT_KEYTAB)) {
            JsonNode first = one.await(state -> state.path("lock").asText().equals("held"));
            String holder = first.path("lock_holder").asText();
            Agent active = holder.equals("nn1") ? one : two;
            Agent standby = active == one ? two : one;
            // Its own look at the lock may come after the daemon's answer, and after the other agent's look.
            active.await(s -> s.path("role").asText().equals("active")
                    && s.path("reason").asText().equals("keepalived has not run its check yet"));
            standby.await(s -> s.path("role").asText().equals("standby")
                    && s.path("lock_holder").asText().equals(holder));

            cluster.shutdownNameNode(holder.equals("nn1") ? 0 : 1);
            standby.await(s -> s.path("role").asText().equals("active")
                    && !s.path("lock_holder").asText().equals(holder));
            cluster.restartNameNode(holder.equals("nn1") ? 0 : 1, false);
        }
    }

    @Test
    void agent_isNeverEligible_whenTheAclHidesTheLock() throws Exception {
        try (Agent agent = new Agent("nn1", "stranger", STRANGER_KEYTAB)) {
            JsonNode state = agent.await(s -> s.path("lock").asText().equals("unreadable"));

            assertThat(state.path("eligible").asBoolean(true)).isFalse();
            agent.await(s -> !s.path("role").asText().equals("active")
                    || s.path("reason").asText().contains("its ACL must allow read to the agent's principal"));
        }
    }

    @Test
    void agent_endsWithOneLine_whenTheKeytabIsNotThePrincipals() throws Exception {
        try (Agent agent = new Agent("nn1", "howdah/localhost", STRANGER_KEYTAB)) {
            assertThat(agent.process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(agent.process.exitValue()).isEqualTo(2);
            assertThat(agent.log())
                    .startsWith("--principal howdah/localhost@" + kdc.getRealm() + ": no login with ")
                    .hasLineCount(1);
        }
    }

    /** The agent of one NameNode as an operator starts it. */
    private static final class Agent implements AutoCloseable {
        private final Path run;
        private final Path log;
        private final Process process;

        Agent(String node, String principal, Path keytab) throws IOException {
            run = Files.createTempDirectory(DIRECTORY, node);
            log = run.resolve("agent.log");
            Path gate = Files.writeString(run.resolve("gate"), "#!/bin/sh\ncat >/dev/null\n");
            Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rwx------"));
            Configuration conf = new Configuration(site);
            conf.set("howdah.ha.vip", "10.77.0.100/24");
            conf.set("howdah.ha.interface", "lo");
            conf.set("howdah.ha.run-directory", run.toString());
            conf.set("howdah.ha.vrrp-addresses", "nn1=10.77.0.11,nn2=10.77.0.12");
            conf.set("howdah.ha.agent.nft", gate.toString());
            Map<String, String> values = new HashMap<>();
            conf.forEach(entry -> {
                if (entry.getKey().matches("(dfs|ha|hadoop[.](security|ssl)|howdah|fs[.]default|ipc)[.].*")) {
                    values.put(entry.getKey(), conf.get(entry.getKey()));
                }
            });
            Path directory = Sites.write(run.resolve("conf"), values);
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-Djava.security.krb5.conf=" + System.getProperty("java.security.krb5.conf"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.howdah.ha.cli.HaCommand",
                            "agent",
                            "--conf",
                            directory.toString(),
                            "--node",
                            node,
                            "--principal",
                            principal + "@" + kdc.getRealm(),
                            "--keytab",
                            keytab.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        String log() throws IOException {
            return Files.readString(log);
        }

        JsonNode await(Predicate<JsonNode> condition) throws Exception {
            Path status = run.resolve("status.json");
            try {
                return Await.value(
                        () -> {
                            assertThat(process.isAlive()).isTrue();
                            return new ObjectMapper()
                                    .readTree(Files.readString(status))
                                    .path("addresses")
                                    .path(0);
                        },
                        condition);
            } catch (StackException | AssertionError e) {
                throw new AssertionError(log(), e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
