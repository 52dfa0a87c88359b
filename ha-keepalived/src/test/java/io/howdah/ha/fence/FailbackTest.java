// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.BadFencingConfigurationException;
import org.apache.hadoop.ha.FailoverController;
import org.apache.hadoop.ha.FailoverFailedException;
import org.apache.hadoop.ha.HAServiceProtocol;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.ha.HAServiceProtocol.RequestSource;
import org.apache.hadoop.ha.HAServiceProtocol.StateChangeRequestInfo;
import org.apache.hadoop.ha.HAServiceStatus;
import org.apache.hadoop.ha.NodeFencer;
import org.apache.hadoop.ha.ServiceFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's own FailoverController, labels as DFSHAAdmin sets them, a target that cannot become active. */
class FailbackTest {
    private static final String KEY = "dfs.ha.fencing.methods";

    @TempDir
    Path directory;

    private final Configuration conf = new Configuration(false);
    private Node source;
    private Node target;

    @BeforeEach
    void nodes() throws Exception {
        // The agent says "on" whatever it is told: nothing here can be fenced.
        Path file = Files.writeString(directory.resolve("fence.conf"), """
                [fence]
                deadline = 2s
                interval = 100ms
                audit = %s
                [host 192.0.2.1]
                [agent 192.0.2.1 bmc]
                program = /bin/true
                [host 192.0.2.2]
                [agent 192.0.2.2 bmc]
                program = /bin/true
                """.formatted(audit()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        conf.set(KEY, PowerFence.class.getName() + "(" + file + ")");
        source = new Node("192.0.2.1", HAServiceState.ACTIVE);
        source.setTransitionTargetHAStatus(HAServiceState.STANDBY);
        target = new Node("192.0.2.2", HAServiceState.STANDBY);
        target.setTransitionTargetHAStatus(HAServiceState.ACTIVE);
    }

    @Test
    void sourceIsActiveAgain_andNobodyIsTouched_whenTheTargetStaysStandby() {
        assertThatThrownBy(this::failover).isInstanceOf(FailoverFailedException.class);
        assertThat(source.state).isEqualTo(HAServiceState.ACTIVE);
        assertThat(audit()).content().contains("HARMLESS: to become STANDBY, says STANDBY");
        assertThat(audit()).content().contains("HARMLESS: to become ACTIVE, says STANDBY");
        assertThat(audit()).content().doesNotContain("FENCE", "\"step\":\"off\"");
    }

    @Test
    void sourceStaysStandby_whenTheTargetBecameActiveAfterAll_andCannotBeFenced() {
        target.becomesActiveAndSaysNo = true;
        assertThatThrownBy(this::failover).isInstanceOf(FailoverFailedException.class);
        assertThat(List.of(source.state, target.state)).containsExactly(HAServiceState.STANDBY, HAServiceState.ACTIVE);
        assertThat(audit()).content().contains("FENCE: to become ACTIVE, says ACTIVE", "\"step\":\"not-fenced\"");
    }

    private void failover() throws FailoverFailedException {
        new FailoverController(conf, RequestSource.REQUEST_BY_USER).failover(source, target, false, false);
    }

    private Path audit() {
        return directory.resolve("audit.log");
    }

    /** Answers for itself. */
    private final class Node extends Target {
        private final NodeFencer fencer;
        private HAServiceState state;
        private boolean becomesActiveAndSaysNo;

        Node(String address, HAServiceState state) throws BadFencingConfigurationException {
            super(address);
            this.state = state;
            fencer = NodeFencer.create(conf, KEY);
        }

        @Override
        public NodeFencer getFencer() {
            return fencer;
        }

        @Override
        public HAServiceProtocol getProxy(Configuration ignored, int timeoutMs) {
            return new Rpc(this);
        }
    }

    private record Rpc(Node node) implements HAServiceProtocol, Closeable {
        @Override
        public void monitorHealth() {
            // well
        }

        @Override
        public void transitionToActive(StateChangeRequestInfo request) throws ServiceFailedException {
            boolean source = node.getTransitionTargetHAStatus() == HAServiceState.STANDBY;
            if (source || node.becomesActiveAndSaysNo) {
                node.state = HAServiceState.ACTIVE;
            }
            if (!source) {
                throw new ServiceFailedException("not now");
            }
        }

        @Override
        public void transitionToStandby(StateChangeRequestInfo request) throws IOException {
            if (node.becomesActiveAndSaysNo) {
                throw new IOException("not now");
            }
            node.state = HAServiceState.STANDBY;
        }

        @Override
        public void transitionToObserver(StateChangeRequestInfo request) throws ServiceFailedException {
            throw new ServiceFailedException("no");
        }

        @Override
        public HAServiceStatus getServiceStatus() {
            return new HAServiceStatus(node.state).setReadyToBecomeActive();
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
