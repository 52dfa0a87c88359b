// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.bulk.BulkEndpoint;
import io.howdah.hbase.cli.HBaseCommand;
import io.howdah.hbase.guard.GuardMaster;
import io.howdah.hbase.guard.TableGuard;
import io.howdah.minicluster.Await;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseTestingUtility;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.security.access.AccessControlClient;
import org.apache.hadoop.hbase.security.access.AccessController;
import org.apache.hadoop.hbase.security.access.Permission;
import org.apache.hadoop.hbase.security.access.PermissionStorage;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real KDC, HBase with Kerberos and AccessController on encrypted RPC, a ZooKeeper that takes no session without SASL; the
 * commands each in a JVM of its own, as an operator runs them. Alice has no rights, bob may read, hbase is HBase.
 */
class SecureHBaseIT {
    private static final Path DIRECTORY = Path.of("target", "secure-hbase-it").toAbsolutePath();
    private static final Path CONF = DIRECTORY.resolve("conf");
    private static final TableName TABLE = TableName.valueOf("people");
    private static final byte[] D = Bytes.toBytes("d");
    private static final byte[] AGE = Bytes.toBytes("age");
    private static final Map<String, String> NO_TICKET =
            Map.of("KRB5CCNAME", DIRECTORY.resolve("none.cc").toString());
    private static final int ROWS = 40;
    private static final HBaseTestingUtility UTILITY = new HBaseTestingUtility();

    private static MiniKdc kdc;
    private static Connection connection;

    private record Run(int code, String output) {
        /** The command's own line, among what the platform logs in a test. */
        String error() {
            List<String> lines = output.lines()
                    .filter(line -> line.startsWith("howdah hbase "))
                    .toList();
            assertThat(lines).as(output).hasSize(1);
            return lines.get(0);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        kdc = new MiniKdc(MiniKdc.createConf(), DIRECTORY.toFile());
        kdc.start();
        keytab("hbase", "hbase/localhost");
        keytab("zookeeper", "zookeeper/localhost");
        keytab("alice", "alice");
        keytab("bob", "bob");
        secureZooKeeper();

        Configuration conf = UTILITY.getConfiguration();
        conf.set("hadoop.security.authentication", "kerberos");
        conf.set("hbase.security.authentication", "kerberos");
        conf.set("hbase.security.authorization", "true");
        conf.set("hbase.security.exec.permission.checks", "true");
        conf.set("hbase.rpc.protection", "privacy");
        for (String server : List.of("hbase.master", "hbase.regionserver", "hbase.zookeeper.client")) {
            conf.set(server + ".kerberos.principal", principal("hbase/localhost"));
            conf.set(server + ".keytab.file", keytabOf("hbase").toString());
        }
        conf.set(
                "hbase.coprocessor.master.classes",
                AccessController.class.getName() + "," + GuardMaster.class.getName());
        conf.set("hbase.coprocessor.regionserver.classes", AccessController.class.getName());
        conf.set("hbase.coprocessor.region.classes", AccessController.class.getName());
        conf.set(
                "hbase.coprocessor.user.region.classes",
                AggregationEndpoint.class.getName() + "," + BulkEndpoint.class.getName());
        conf.set("hbase.unsafe.stream.capability.enforce", "false"); // its files are in the local file system
        // HBase waits for half a minute; a busy machine may need minutes.
        conf.set("hbase.master.start.timeout.localHBaseCluster", "300000");
        UserGroupInformation.setConfiguration(conf);
        UserGroupInformation.loginUserFromKeytab(
                principal("hbase/localhost"), keytabOf("hbase").toString());
        UTILITY.startMiniZKCluster();
        UTILITY.startMiniHBaseCluster();
        UTILITY.waitTableEnabled(PermissionStorage.ACL_TABLE_NAME.getName(), 300_000);
        write(conf, CONF);
        connection = ConnectionFactory.createConnection(conf);
        try (Admin admin = connection.getAdmin();
                Table table = connection.getTable(TABLE)) {
            admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(D))
                    .setCoprocessor(TableGuard.class.getName())
                    .setValue("howdah.guard.column.d:age.range", "long 0 150")
                    .build());
            for (int i = 0; i < ROWS; i++) {
                table.put(new Put(NumberedRows.key(i)).addColumn(D, AGE, Bytes.toBytes((long) i)));
            }
        }
        grant();
    }

    @AfterAll
    static void stop() throws Exception {
        if (connection != null) {
            connection.close();
        }
        UTILITY.shutdownMiniHBaseCluster();
        UTILITY.shutdownMiniZKCluster();
        if (kdc != null) {
            kdc.stop();
        }
        UserGroupInformation.reset();
    }

    @Test
    void commands_workWithAKeytab_forThoseWhoMay() throws Exception {
        Run agg = as("bob", "agg", "people", "--count", "--sum", "d:age");
        assertThat(agg.code()).as(agg.output()).isZero();
        assertThat(agg.output()).contains("780");

        Run ticket =
                run(CONF, Map.of("KRB5CCNAME", kinit("bob").toString()), "agg", "people", "--count", "--sum", "d:age");
        assertThat(ticket.code()).as(ticket.output()).isZero();
        assertThat(ticket.output()).contains("780");

        Configuration site = new Configuration(UTILITY.getConfiguration());
        site.set("hbase.client.keytab.principal", principal("hbase/localhost"));
        site.set("hbase.client.keytab.file", keytabOf("hbase").toString());
        write(site, DIRECTORY.resolve("conf-keytab"));
        Run delete = run(
                DIRECTORY.resolve("conf-keytab"),
                NO_TICKET,
                "delete",
                "people",
                "--where",
                "d:age=\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x07",
                "--dry-run");
        assertThat(delete.code()).as(delete.output()).isZero();

        Run add = as(
                "hbase",
                "cdc",
                "add",
                "mq",
                "--uri",
                "amqp://127.0.0.1:1/%2F",
                "--credentials",
                DIRECTORY.resolve("mq.properties").toString(),
                "--table",
                "people",
                "--enable-scope");
        assertThat(add.code()).as(add.output()).isZero();
        try (Admin admin = connection.getAdmin()) {
            assertThat(admin.listReplicationPeers())
                    .anyMatch(peer -> peer.getPeerId().equals("mq"));
            admin.removeReplicationPeer("mq");
        }
    }

    @Test
    void commands_areRefusedInOneLine_withoutATicketOrRights() throws Exception {
        for (String[] command : new String[][] {
            {"agg", "people", "--count"},
            {"delete", "people", "--where", "d:age=x", "--dry-run"}
        }) {
            Run none = run(command);
            assertThat(none.code()).as(none.output()).isEqualTo(3);
            assertThat(none.error())
                    .isEqualTo("howdah hbase " + command[0] + ": " + System.getProperty("user.name")
                            + ": no Kerberos ticket, and the cluster wants one;"
                            + " allowed: kinit, or --principal NAME --keytab FILE");
            Run alice = as("alice", command);
            assertThat(alice.code()).as(alice.output()).isEqualTo(3);
            assertThat(alice.error()).contains("AccessDeniedException").contains("alice");
        }
        Run wrong =
                run("agg", "people", "--count", "--principal", principal("bob"), "--keytab", keytabOf("alice") + "");
        assertThat(wrong.code()).as(wrong.output()).isEqualTo(3);
        assertThat(wrong.error()).contains(principal("bob") + ": no login with keytab " + keytabOf("alice"));
    }

    @Test
    void aGuard_refuses_onASecureCluster() throws Exception {
        try (Table table = connection.getTable(TABLE)) {
            assertThatThrownBy(() -> table.put(new Put(Bytes.toBytes("old")).addColumn(D, AGE, Bytes.toBytes(200L))))
                    .hasMessageContaining("refused by a guard");
        }
    }

    @Test
    void zooKeeper_takesNoSessionWithoutSasl_andItsNodesBelongToHBase() throws Exception {
        String quorum = "127.0.0.1:" + UTILITY.getZkCluster().getClientPort();
        ZKClientConfig plain = new ZKClientConfig();
        plain.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        ZooKeeper stranger = new ZooKeeper(quorum, 30_000, event -> {}, plain);
        try {
            assertThatThrownBy(() -> stranger.getChildren("/hbase", false)).isInstanceOf(KeeperException.class);
        } finally {
            stranger.close();
        }
        ZooKeeper known = new ZooKeeper(quorum, 30_000, event -> {});
        try {
            List<ACL> acl = known.getACL("/hbase/acl", null);
            assertThat(acl)
                    .isNotEmpty()
                    .allMatch(entry -> entry.getId().getScheme().equals("sasl"));
            assertThat(acl).anyMatch(entry -> entry.getId().getId().equals("hbase"));
        } finally {
            known.close();
        }
    }

    private static void write(Configuration conf, Path directory) throws Exception {
        Files.createDirectories(directory);
        for (String name : List.of("core-site.xml", "hbase-site.xml")) {
            try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
                conf.writeXml(out);
            }
        }
    }

    private static void grant() {
        Await.until("bob is granted READ and EXEC", () -> {
            try {
                AccessControlClient.grant(
                        connection, TABLE, "bob", null, null, Permission.Action.READ, Permission.Action.EXEC);
                return true;
            } catch (Throwable e) { // HBase's client declares it
                throw new ExecutionException(e);
            }
        });
    }

    /** As an operator does it: the provider, a JAAS file for server and HBase, no session without it. */
    private static void secureZooKeeper() throws Exception {
        Path jaas = DIRECTORY.resolve("jaas.conf");
        Files.writeString(
                jaas,
                "Server {" + login("zookeeper", "zookeeper/localhost") + "};\nClient {"
                        + login("hbase", "hbase/localhost") + "};\n");
        System.setProperty("java.security.auth.login.config", jaas.toString());
        System.setProperty("zookeeper.authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
        System.setProperty("zookeeper.requireClientAuthScheme", "sasl");
        System.setProperty("zookeeper.sessionRequireClientSASLAuth", "true");
        System.setProperty("zookeeper.kerberos.removeHostFromPrincipal", "true");
        System.setProperty("zookeeper.kerberos.removeRealmFromPrincipal", "true");
        System.setProperty("zookeeper.server.principal", principal("zookeeper/localhost"));
    }

    private static String login(String keytab, String user) {
        return " com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true useTicketCache=false"
                + " keyTab=\"" + keytabOf(keytab) + "\" principal=\"" + principal(user) + "\"; ";
    }

    private static void keytab(String name, String principal) throws Exception {
        kdc.createPrincipal(keytabOf(name).toFile(), principal);
    }

    private static Path keytabOf(String name) {
        return DIRECTORY.resolve(name + ".keytab");
    }

    private static String principal(String user) {
        return user + "@" + kdc.getRealm();
    }

    private static Run as(String user, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(
                "--principal",
                principal(user.equals("hbase") ? "hbase/localhost" : user),
                "--keytab",
                keytabOf(user).toString()));
        return run(all.toArray(String[]::new));
    }

    private static Path kinit(String user) throws Exception {
        Path cache = DIRECTORY.resolve(user + ".cc");
        KrbClient client = new KrbClient(kdc.getKrb5conf().getParentFile());
        client.setKdcHost("localhost");
        client.setKdcTcpPort(kdc.getPort());
        client.setAllowUdp(false);
        client.setKdcRealm(kdc.getRealm());
        client.init();
        client.storeTicket(client.requestTgt(principal(user), keytabOf(user).toFile()), cache.toFile());
        return cache;
    }

    private static Run run(String... args) throws Exception {
        return run(CONF, NO_TICKET, args);
    }

    private static Run run(Path conf, Map<String, String> environment, String... args) throws Exception {
        Path output = DIRECTORY.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin/java",
                "-Xmx256m",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.security.krb5.conf=" + kdc.getKrb5conf(),
                "-Dsun.security.krb5.disableReferrals=true",
                "-Dzookeeper.server.principal=" + principal("zookeeper/localhost"),
                "-cp",
                System.getProperty("java.class.path"),
                HBaseCommand.class.getName()));
        command.addAll(List.of(args));
        command.addAll(List.of("--conf", conf.toString(), "--timeout", "120"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(output);
        System.out.println(String.join(" ", args) + ": " + process.exitValue() + System.lineSeparator() + text);
        return new Run(process.exitValue(), text);
    }
}
