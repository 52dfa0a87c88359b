// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.http.HttpConfig;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.apache.hadoop.security.ssl.KeyStoreTestUtil;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.kerby.kerberos.kerb.type.ticket.TgtTicket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every command that talks to a cluster, against one with Kerberos, SASL data transfer, block tokens and HTTPS only, each
 * in a JVM of its own, as an operator runs it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecureClusterIT {
    private static final int FILES = 40;
    private static final Path DIRECTORY = Path.of("target", "secure-cluster-it").toAbsolutePath();
    private static final Path INVENTORY = DIRECTORY.resolve("inventory.yaml");
    private static final Path PLAN = DIRECTORY.resolve("plan.json");
    private static final Path HDFS_KEYTAB = DIRECTORY.resolve("hdfs.keytab");
    private static final Path ALICE_KEYTAB = DIRECTORY.resolve("alice.keytab");

    private static MiniKdc kdc;
    private static MiniDFSCluster cluster;
    private static Path conf;
    private static String sslDirectory;
    private static String hdfs;
    private static String alice;

    private record Run(int code, String output) {}

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        writeInventory("hv5");
        kdc = new MiniKdc(MiniKdc.createConf(), DIRECTORY.toFile());
        kdc.start();
        kdc.createPrincipal(HDFS_KEYTAB.toFile(), "hdfs/localhost", "HTTP/localhost");
        kdc.createPrincipal(ALICE_KEYTAB.toFile(), "alice");
        hdfs = "hdfs/localhost@" + kdc.getRealm();
        alice = "alice@" + kdc.getRealm();

        HdfsConfiguration secure = new HdfsConfiguration();
        SecurityUtil.setAuthenticationMethod(AuthenticationMethod.KERBEROS, secure);
        secure.set(DFSConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, hdfs);
        secure.set(DFSConfigKeys.DFS_NAMENODE_KEYTAB_FILE_KEY, HDFS_KEYTAB.toString());
        secure.set(DFSConfigKeys.DFS_DATANODE_KERBEROS_PRINCIPAL_KEY, hdfs);
        secure.set(DFSConfigKeys.DFS_DATANODE_KEYTAB_FILE_KEY, HDFS_KEYTAB.toString());
        secure.set(DFSConfigKeys.DFS_WEB_AUTHENTICATION_KERBEROS_PRINCIPAL_KEY, "HTTP/localhost@" + kdc.getRealm());
        secure.setBoolean(DFSConfigKeys.DFS_BLOCK_ACCESS_TOKEN_ENABLE_KEY, true);
        secure.set(HdfsClientConfigKeys.DFS_DATA_TRANSFER_PROTECTION_KEY, "integrity");
        secure.set(DFSConfigKeys.DFS_HTTP_POLICY_KEY, HttpConfig.Policy.HTTPS_ONLY.name());
        secure.set(DFSConfigKeys.DFS_NAMENODE_HTTPS_ADDRESS_KEY, "localhost:0");
        secure.set(DFSConfigKeys.DFS_DATANODE_HTTPS_ADDRESS_KEY, "localhost:0");
        sslDirectory = KeyStoreTestUtil.getClasspathDir(SecureClusterIT.class);
        KeyStoreTestUtil.setupSSLConfig(DIRECTORY.toString(), sslDirectory, secure, false);
        secure.set(DFSConfigKeys.DFS_CLIENT_HTTPS_KEYSTORE_RESOURCE_KEY, KeyStoreTestUtil.getClientSSLConfigFileName());
        secure.set(DFSConfigKeys.DFS_SERVER_HTTPS_KEYSTORE_RESOURCE_KEY, KeyStoreTestUtil.getServerSSLConfigFileName());
        secure.set(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY, FailureDomainPlacementPolicy.class.getName());
        secure.set("howdah.placement.inventory.file", INVENTORY.toString());
        secure.set("howdah.placement.poll", "1s");
        secure.setInt("dfs.heartbeat.interval", 1);
        cluster = new MiniDFSCluster.Builder(secure, DIRECTORY.resolve("dfs").toFile())
                .numDataNodes(5)
                .racks(new String[] {"/r1", "/r2", "/r3", "/r1", "/r2"})
                .hosts(new String[] {"dn1", "dn2", "dn3", "dn4", "dn5"})
                .build();
        cluster.waitActive();
        conf = CommandRun.siteFiles(cluster.getConfiguration(0), DIRECTORY.resolve("conf"));
        DistributedFileSystem files = cluster.getFileSystem();
        for (int i = 0; i < FILES; i++) {
            try (OutputStream out = files.create(new org.apache.hadoop.fs.Path("/data/f" + i), (short) 3)) {
                out.write(i);
            }
        }
        files.setPermission(new org.apache.hadoop.fs.Path("/data"), new FsPermission("700"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.shutdown();
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
    @Order(1)
    void commands_nameThePrincipalAndWhatIsMissing_inOneLineWithExit3_withoutCredentials() throws Exception {
        Run run = run(Map.of("KRB5CCNAME", DIRECTORY.resolve("none.cc").toString()), "audit", "/data");
        assertThat(run.code()).as(run.output()).isEqualTo(3);
        assertThat(error(run))
                .isEqualTo("howdah placement: " + System.getProperty("user.name")
                        + ": no Kerberos ticket, and the cluster wants one;"
                        + " allowed: kinit, or --principal NAME --keytab FILE");

        run = run(Map.of(), "migrate", "/data", "--principal", "bob@" + kdc.getRealm(), "--keytab", ALICE_KEYTAB + "");
        assertThat(run.code()).as(run.output()).isEqualTo(3);
        assertThat(error(run)).contains("bob@" + kdc.getRealm() + ": no login with keytab " + ALICE_KEYTAB);

        run = run(Map.of(), "audit", "/data", "--principal", alice, "--keytab", ALICE_KEYTAB.toString());
        assertThat(run.code()).as(run.output()).isEqualTo(3);
        assertThat(error(run)).contains("Permission denied").contains("user=alice");
    }

    @Test
    @Order(2)
    void audit_explainAndRepair_workWithAKeytab() throws Exception {
        assertThat(asHdfs("audit", "/data"))
                .satisfies(run -> assertThat(run.code()).as(run.output()).isZero());
        writeInventory("hv4"); // dn5 migrates to the host of dn4
        Run explain = asHdfs("explain", "/data", "--violations");
        assertThat(explain.code()).as(explain.output()).isEqualTo(1);
        assertThat(explain.output()).contains("2 replicas on host hv4");
        Run repair = asHdfs("repair", "/data");
        assertThat(repair.code()).as(repair.output()).isZero();
        assertThat(repair.output()).containsPattern("40 blocks, [1-9][0-9]* repaired, 0 left");
    }

    @Test
    @Order(3)
    void migrate_worksWithAKeytab_andAuditWithTheTicketOfKinit() throws Exception {
        PlanFile.write(
                CopysetPlanner.plan(
                                InventoryYaml.read(INVENTORY, 1 << 20), PlanSpec.replicated(3, 2), null, new Random(7))
                        .plan(),
                PLAN);
        Run denied = run(
                Map.of(),
                "migrate",
                "/",
                "--plan",
                PLAN.toString(),
                "--principal",
                alice,
                "--keytab",
                ALICE_KEYTAB + "");
        assertThat(denied.code()).as(denied.output()).isEqualTo(3);
        assertThat(error(denied)).contains("alice");

        Run migrate = asHdfs("migrate", "/data", "--plan", PLAN.toString());
        assertThat(migrate.code()).as(migrate.output()).isLessThan(2);
        assertThat(migrate.output()).containsPattern("[1-9][0-9]* brought into one by [1-9]");

        Path cache = DIRECTORY.resolve("hdfs.cc");
        KrbClient client = new KrbClient(kdc.getKrb5conf().getParentFile());
        client.setKdcHost("localhost");
        client.setKdcTcpPort(kdc.getPort());
        client.setAllowUdp(false);
        client.setKdcRealm(kdc.getRealm());
        client.init();
        TgtTicket ticket = client.requestTgt(hdfs, HDFS_KEYTAB.toFile());
        client.storeTicket(ticket, cache.toFile());
        Run audit = run(Map.of("KRB5CCNAME", cache.toString()), "audit", "/data", "--plan", PLAN.toString());
        assertThat(audit.code()).as(audit.output()).isZero();
        assertThat(audit.output()).contains("violations      0").contains("outside copysets ");
    }

    private static Run asHdfs(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--principal", hdfs, "--keytab", HDFS_KEYTAB.toString()));
        return run(Map.of(), all.toArray(String[]::new));
    }

    private static Run run(Map<String, String> environment, String... args) throws Exception {
        Path output = DIRECTORY.resolve("output.txt");
        Process process = CommandRun.apart(
                conf,
                output,
                List.of(
                        "-Djava.security.krb5.conf=" + kdc.getKrb5conf(),
                        "-Dsun.security.krb5.disableReferrals=true",
                        "-Dfile.encoding=UTF-8"),
                environment,
                args);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(output);
        System.out.println(String.join(" ", args) + ": " + process.exitValue() + System.lineSeparator() + text);
        return new Run(process.exitValue(), text);
    }

    /** The command's own line, among what the platform logs in a test. */
    private static String error(Run run) {
        List<String> lines = run.output()
                .lines()
                .filter(line -> line.startsWith("howdah placement: "))
                .toList();
        assertThat(lines).as(run.output()).hasSize(1);
        return lines.get(0);
    }

    private static void writeInventory(String hostOfDn5) throws IOException {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        for (int i = 1; i <= 5; i++) {
            yaml.append(String.format(
                    "  - {host: dn%d, rack: /r%d, physicalHost: %s}%n",
                    i, (i - 1) % 3 + 1, i == 5 ? hostOfDn5 : "hv" + i));
        }
        Path temporary = Files.writeString(DIRECTORY.resolve("inventory.tmp"), yaml);
        if (!temporary.toFile().renameTo(new File(INVENTORY.toString()))) {
            throw new IOException("not renamed: " + temporary);
        }
    }
}
