// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.KerberosLogin;
import io.howdah.ha.LockSource;
import io.howdah.ha.core.LockView;
import io.howdah.minicluster.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A KDC, and a ZooKeeper that takes clients without a login, too, as most do; the ACL hides the lock from them. */
class LockOracleLoginIT {
    @TempDir
    Path directory;

    @Test
    void lockIsRead_whenTheLoginWorksAfterTheSessionBegan() throws Exception {
        MiniKdc kdc = new MiniKdc(MiniKdc.createConf(), directory.toFile());
        kdc.start();
        NIOServerCnxnFactory server = new NIOServerCnxnFactory();
        Configuration before = Configuration.getConfiguration();
        Path keytab = directory.resolve("agent.keytab");
        Path later = directory.resolve("agent.keytab.later");
        try {
            kdc.createPrincipal(later.toFile(), "howdah");
            kdc.createPrincipal(directory.resolve("server.keytab").toFile(), "zookeeper/localhost");
            String realm = "@" + kdc.getRealm();
            Configuration.setConfiguration(new Configuration() {
                @Override
                public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                    return name.equals("Server")
                            ? entry("zookeeper/localhost" + realm, directory.resolve("server.keytab"))
                            : entry("howdah" + realm, keytab);
                }
            });
            System.setProperty(
                    "zookeeper.authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
            server.configure(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 50);
            server.startup(new ZooKeeperServer(
                    directory.resolve("zk").toFile(), directory.resolve("zk").toFile(), 2000));
            String connect = "localhost:" + server.getLocalPort();
            try (ZooKeeper anybody = new ZooKeeper(connect, 10_000, event -> {})) {
                anybody.create(
                        "/lock",
                        "nn1".getBytes(StandardCharsets.UTF_8),
                        Arrays.asList(new ACL(ZooDefs.Perms.READ, new Id("sasl", "howdah" + realm))),
                        CreateMode.PERSISTENT);
            }
            LockSource source = new LockSource(
                    connect, "/lock", List.of(), bytes -> Optional.of(new String(bytes, StandardCharsets.UTF_8)));
            // No keytab: no login, as while no KDC answers.
            LockOracle oracle = new LockOracle(
                    source, new KerberosLogin(true), Duration.ofMillis(250), Duration.ofSeconds(5), () -> {}, () -> {});
            oracle.start();
            try {
                Await.value(() -> oracle.view().state(), LockView.State.UNREADABLE::equals);
                assertThat(oracle.trouble().orElse("")).contains("the login is tried again every 5 s");

                Files.move(later, keytab);
                Await.value(() -> oracle.view().holder(), Optional.of("nn1")::equals);
                Await.value(oracle::trouble, Optional::isEmpty);
            } finally {
                oracle.close();
            }
        } finally {
            server.shutdown();
            kdc.stop();
            Configuration.setConfiguration(before);
            System.clearProperty("zookeeper.authProvider.1");
        }
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
}
