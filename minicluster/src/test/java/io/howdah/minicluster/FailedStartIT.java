// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.coprocessor.MasterCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that fails says which service and which class, and leaves nothing behind. */
class FailedStartIT {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private Set<Integer> portsBefore;

    @BeforeAll
    static void warmUp() {
        // What a stack leaves for good in a JVM (static pools, none of them listening) is not what is looked for here.
        EmbeddedStack.builder().hdfs(h -> h.dataNodes(1)).start().close();
    }

    @BeforeEach
    void notePorts() throws IOException {
        portsBefore = listeningPorts();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Await.until(
                DEADLINE,
                () -> lingeringThreads().isEmpty(),
                () -> "non-daemon threads are left: " + lingeringThreads());
        Await.until(DEADLINE, () -> portsBefore.containsAll(listeningPorts()), () -> {
            try {
                return "ports listen: before " + portsBefore + ", now " + listeningPorts();
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HDFS,   dfs.block.replicator.classname",
        "HDFS,   net.topology.node.switch.mapping.impl",
        "YARN,   yarn.resourcemanager.scheduler.class",
        "HBase,  hbase.coprocessor.master.classes",
        "HBase,  hbase.coprocessor.regionserver.classes",
        "HBase,  hbase.coprocessor.region.classes"
    })
    void start_namesServiceKeyAndClass_whenAPluginIsNotOnTheClassPath(String service, String key) {
        assertThatThrownBy(() -> builderWith(service, key, "com.example.NoSuchPlugin")
                        .start()
                        .close())
                .isInstanceOf(StackException.class)
                .hasMessageContaining(service)
                .hasMessageContaining(key)
                .hasMessageContaining("com.example.NoSuchPlugin");
    }

    @Test
    void start_namesServiceAndClass_whenThePlacementPolicyThrows() {
        assertFails("HDFS", "dfs.block.replicator.classname", BadPlacement.class);
    }

    @Test
    void start_namesServiceAndClass_whenTheSchedulerThrows() {
        assertFails("YARN", "yarn.resourcemanager.scheduler.class", BadScheduler.class);
    }

    @Test
    void start_namesServiceAndClass_whenTheMasterCoprocessorThrows() {
        assertFails("HBase", "hbase.coprocessor.master.classes", BadMasterCoprocessor.class);
    }

    @Test
    void start_namesServiceAndClass_whenTheRegionCoprocessorThrows() {
        assertFails("HBase", "hbase.coprocessor.region.classes", BadRegionCoprocessor.class);
    }

    @Test
    void start_namesTheKey_whenAFixedPortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String value = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedStack.builder()
                            .hdfs(h -> h.set("dfs.namenode.http-address", value))
                            .start()
                            .close())
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("dfs.namenode.http-address = " + value)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void close_isIdempotent_whenCalledTwice() {
        EmbeddedStack stack = EmbeddedStack.builder().zooKeeper().start();
        stack.close();
        stack.close();
    }

    private static void assertFails(String service, String key, Class<?> plugin) {
        assertThatThrownBy(() ->
                        builderWith(service, key, plugin.getName()).start().close())
                .isInstanceOf(StackException.class)
                .hasMessageContaining(service)
                .hasMessageContaining(plugin.getName());
    }

    private static EmbeddedStack.Builder builderWith(String service, String key, String value) {
        EmbeddedStack.Builder builder = EmbeddedStack.builder().hdfs(h -> h.dataNodes(1));
        return switch (service) {
            case "HDFS" -> builder.hdfs(h -> h.set(key, value));
            case "YARN" -> builder.yarn(y -> y.nodeManagers(1).set(key, value));
            case "HBase" -> builder.hbase(b -> b.set(key, value));
            default -> throw new IllegalArgumentException(service);
        };
    }

    private static Set<String> lingeringThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.isAlive() && !t.isDaemon())
                .map(Thread::getName)
                .filter(name -> !name.equals("main") && !name.equals("DestroyJavaVM"))
                .filter(name -> !name.startsWith("surefire"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> listeningPorts() throws IOException {
        return ListeningSocket.ofThisProcess().stream()
                .map(ListeningSocket::port)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Refuses to be created. */
    public static final class BadPlacement extends BlockPlacementPolicyDefault {
        /** Called by the NameNode. */
        public BadPlacement() {
            throw new IllegalStateException("refused");
        }
    }

    /** Refuses to be created. */
    public static final class BadScheduler extends CapacityScheduler {
        /** Called by the ResourceManager. */
        public BadScheduler() {
            throw new IllegalStateException("refused");
        }
    }

    /** Refuses to start. */
    public static final class BadMasterCoprocessor implements MasterCoprocessor {
        @Override
        public void start(org.apache.hadoop.hbase.CoprocessorEnvironment env) {
            throw new IllegalStateException("refused");
        }
    }

    /** Refuses to start. */
    public static final class BadRegionCoprocessor implements RegionCoprocessor {
        @Override
        public void start(org.apache.hadoop.hbase.CoprocessorEnvironment env) {
            throw new IllegalStateException("refused");
        }
    }

    @Test
    void builder_refusesMachineNames_whenDeclaredTwice() {
        assertThatThrownBy(() -> EmbeddedStack.builder()
                        .hdfs(h -> h.machine("dn1", "/r", "h").machine("dn1", "/r", "h"))
                        .start())
                .hasMessageContaining("dn1");
        assertThat(lingeringThreads()).isEmpty();
    }
}
