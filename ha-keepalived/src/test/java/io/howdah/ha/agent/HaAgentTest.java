// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.HaSettings;
import io.howdah.ha.KerberosLogin;
import io.howdah.ha.LockSource;
import io.howdah.ha.Sites;
import io.howdah.ha.VrrpPlan;
import io.howdah.minicluster.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HaAgentTest {
    @TempDir
    Path directory;

    /** A jar that does not fit: an Error while the daemon is asked, from a class that the configuration names. */
    @Test
    @Timeout(60)
    void run_ends_whenTheDaemonCannotBeAskedForAnError() throws Exception {
        Map<String, String> values = Sites.failsOver();
        values.put("howdah.ha.vip", "10.77.0.100/24");
        values.put("howdah.ha.interface", "lo");
        values.put("howdah.ha.run-directory", directory.toString());
        values.put("ha.zookeeper.quorum", "127.0.0.1:1");
        values.put("hadoop.rpc.socket.factory.class.default", Unlinked.class.getName());
        Path gate = Files.writeString(directory.resolve("gate"), "#!/bin/sh\ncat >/dev/null\n");
        Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rwx------"));
        values.put("howdah.ha.agent.nft", gate.toString());
        try (ServerSocket nameNode = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            values.put("dfs.namenode.servicerpc-address.ns1.nn1", "127.0.0.1:" + nameNode.getLocalPort());
            Configuration conf = Sites.conf(values);
            HaSettings settings = HaSettings.from(conf::getTrimmed);
            try (HaAgent agent = new HaAgent(
                    conf,
                    settings,
                    AgentSettings.from(conf::getTrimmed),
                    VrrpPlan.of(conf, settings, "nn1", VrrpPlan.Resolver.SYSTEM),
                    KerberosLogin.none(),
                    line -> {})) {
                assertThatThrownBy(agent::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("howdah-daemon-watch ended: ")
                        .hasMessageContaining("this jar does not fit")
                        .hasRootCauseInstanceOf(NoSuchMethodError.class);
            }
        }
        assertThat(directory.resolve("status.json")).doesNotExist();
    }

    @Test
    void lockOracle_saysSo_whenItAsksNoMore() throws Exception {
        LockSource source = new LockSource("127.0.0.1:1", "/lock", List.of(), bytes -> Optional.empty());
        try (LockOracle oracle = new LockOracle(
                source,
                KerberosLogin.none(),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                () -> {
                    throw new NoSuchMethodError("this jar does not fit");
                },
                () -> {})) {
            oracle.check();
            oracle.start();
            Await.until("the oracle has failed", () -> failed(oracle));
        }
    }

    private static boolean failed(LockOracle oracle) {
        try {
            oracle.check();
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("howdah-lock-oracle ended: java.lang.NoSuchMethodError: this jar does not fit");
            return true;
        }
    }

    /** Named by the configuration; cannot be initialized. */
    public static final class Unlinked extends SocketFactory {
        private static final SocketFactory OTHER = other();

        private static SocketFactory other() {
            throw new NoSuchMethodError("this jar does not fit");
        }

        @Override
        public Socket createSocket(String host, int port) throws java.io.IOException {
            return OTHER.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws java.io.IOException {
            return OTHER.createSocket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws java.io.IOException {
            return OTHER.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                throws java.io.IOException {
            return OTHER.createSocket(host, port, local, localPort);
        }
    }
}
