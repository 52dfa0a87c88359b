// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.Sites;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.core.FailoverBudget;
import io.howdah.ha.core.Finding;
import io.howdah.ha.core.Finding.Level;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.core.Instances;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
    private static final VrrpPlan.Resolver NAMES = VrrpPlan.Resolver.SYSTEM;
    private static final HostNetwork ELSEWHERE = new HostNetwork(Map.of());

    @TempDir
    Path directory;

    private final Map<String, String> site = new HashMap<>(Sites.failsOver());

    ValidationTest() {
        site.put("howdah.ha.vip", "10.77.0.100/24");
        site.put("howdah.ha.interface", "eth0");
        site.put("dfs.namenode.rpc-bind-host", "0.0.0.0");
    }

    @Test
    void nothingIsRefused_whenAllIsThere() {
        Validation.Report report = validate();

        assertThat(report.refused()).as("%s", report.findings()).isFalse();
        assertThat(report.findings())
                .contains(new Finding(
                        Level.OK,
                        "howdah.ha.agent.exposure-limit",
                        "G = 2000 ms fresh + 3000 ms lease + 1000 ms check = 6000 ms; limit 10000 ms"));
        assertThat(report.budgets()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "howdah.ha.agent.lease|8s|REFUSED|howdah.ha.agent.exposure-limit|is '10s'; allowed: at least 11000ms "
                        + "(howdah.ha.agent.fresh 2000ms + howdah.ha.agent.lease 8000ms + 1000ms)",
                "dfs.ha.automatic-failover.enabled|-|REFUSED|dfs.ha.automatic-failover.enabled|is false; allowed: true",
                "ha.zookeeper.quorum|-|REFUSED|ha.zookeeper.quorum|is not set; allowed: three or five ZooKeeper servers",
                "ha.zookeeper.quorum|zk1:2181|REFUSED|ha.zookeeper.quorum|has 1 ZooKeeper servers; allowed: 3 or more",
                "ha.zookeeper.quorum|z1,z2,z3,z4|WARNING|ha.zookeeper.quorum|has 4 ZooKeeper servers: an even number",
                "ha.zookeeper.quorum|z1:1,z1:2,z2:1|REFUSED|ha.zookeeper.quorum|has 3 ZooKeeper servers on 2 hosts",
                "ha.zookeeper.session-timeout.ms|3000|WARNING|ha.zookeeper.session-timeout.ms|is 3000: ZooKeeper allows 2 to 20",
                "ha.zookeeper.session-timeout.ms|5s|REFUSED|ha.zookeeper.session-timeout.ms|is '5s'; allowed: a whole number",
                "dfs.namenode.shared.edits.dir|-|REFUSED|dfs.namenode.shared.edits.dir|is not set; allowed: qjournal://",
                "dfs.namenode.shared.edits.dir|file:///mnt|WARNING|dfs.namenode.shared.edits.dir|is file:///mnt: without Journal",
                "dfs.namenode.shared.edits.dir|qjournal://a:1;b:1/x|REFUSED|dfs.namenode.shared.edits.dir|has 2 JournalNodes",
                "dfs.ha.fencing.methods|-|REFUSED|dfs.ha.fencing.methods|is not set; allowed: a method",
                "dfs.ha.fencing.methods|sshfence(hdfs:22)|REFUSED|dfs.ha.fencing.methods|is sshfence alone: it never fences",
                "dfs.ha.fencing.methods|ssh_fence|REFUSED|dfs.ha.fencing.methods|is 'ssh_fence'; allowed: one method a line",
                "dfs.ha.fencing.methods|fence|REFUSED|dfs.ha.fencing.methods|is 'fence'; allowed: sshfence, shell(COMMAND)",
                "dfs.ha.fencing.methods|shell|REFUSED|dfs.ha.fencing.methods|is 'shell'; allowed: shell(COMMAND)",
                "dfs.ha.fencing.methods|shell(/bin/true)|WARNING|dfs.ha.fencing.methods|shell(/bin/true) fences nothing",
                "dfs.ha.fencing.methods|org.example.Fence|WARNING|dfs.ha.fencing.methods|org.example.Fence is not known here",
                "dfs.namenode.rpc-bind-host|-|REFUSED|dfs.namenode.rpc-bind-host|is not set; allowed: 0.0.0.0, or nn1",
                "dfs.namenode.rpc-bind-host.ns1.nn2|10.77.0.12|REFUSED|dfs.namenode.rpc-bind-host|is '10.77.0.12'; allowed: 0.0",
                "dfs.namenode.rpc-bind-host|10.77.0.100|WARNING|dfs.namenode.rpc-bind-host|is 10.77.0.100: nn1 cannot start",
                "dfs.namenode.rpc-address.ns1.nn2|10.77.0.12:9000|REFUSED|dfs.namenode.rpc-address.ns1.*|has the ports [8020, 90",
                "dfs.ha.namenodes.ns1|nn1|REFUSED|dfs.ha.namenodes.ns1|is not set; allowed: two NameNodes",
                "howdah.ha.vip|10.99.0.100/24|REFUSED|howdah.ha.vip|is '10.99.0.100/24'; allowed: an address in the network of",
                "howdah.ha.vip|-|WARNING|howdah.ha.vip|is not set: no address follows the active",
                "howdah.ha.interface|-|REFUSED|howdah.ha.interface|(--interface) is not set",
                "howdah.ha.gateway.vrid|0|REFUSED|howdah.ha.gateway.vrid|is '0'; allowed: 1 to 255",
                "howdah.ha.program|howdah|REFUSED|howdah.ha.program|is 'howdah'; allowed: an absolute path"
            })
    void eachFault_isFoundAndNamed(String key, String value, Level level, String subject, String text) {
        if (value == null) {
            site.remove(key);
        } else {
            site.put(key, value);
        }

        assertThat(validate().findings()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.text()).startsWith(text).doesNotContain("\n");
        });
        assertThat(validate().refused()).isEqualTo(level == Level.REFUSED);
    }

    @Test
    void interface_isLookedUp_whenTheNodeIsThisHost() {
        HostNetwork here = new HostNetwork(
                Map.of("eth7", Set.of(Instances.ip("10.77.0.11")), "lo", Set.of(Instances.ip("127.0.0.1"))));
        Validation.Report report = Validation.of(Sites.conf(site), Optional.of("nn1"), NAMES, here);

        assertThat(report.findings())
                .contains(new Finding(
                        Level.REFUSED,
                        "howdah.ha.interface",
                        "is 'eth0'; allowed: an interface of this host: eth7, lo"));
        assertThat(Validation.of(Sites.conf(site), Optional.of("nn2"), NAMES, here)
                        .refused())
                .isFalse();
        assertThat(Validation.of(Sites.conf(site), Optional.of("nn9"), NAMES, here)
                        .findings())
                .extracting(Finding::subject)
                .contains("--node");
    }

    @Test
    void powerFencing_isRefused_whenAHostTakesAQuorumWithIt() throws IOException {
        fenceFile("rw-------", "10.77.0.11", "10.77.0.12");
        assertThat(validate().refused()).as("%s", validate().findings()).isFalse();

        site.put("dfs.namenode.shared.edits.dir", "qjournal://10.77.0.11:8485;10.77.0.11:8486;jn3:8485/ns1");
        assertThat(validate().findings())
                .contains(
                        new Finding(
                                Level.REFUSED,
                                "dfs.namenode.shared.edits.dir",
                                "fencing 10.77.0.11 by its power leaves 1 of 3 JournalNodes; allowed: at least 2 on other hosts"));
        site.put("ha.zookeeper.quorum", "10.77.0.12:2181");
        assertThat(validate().findings())
                .contains(new Finding(
                        Level.REFUSED,
                        "ha.zookeeper.quorum",
                        "fencing 10.77.0.12 by its power leaves 0 of 1 ZooKeeper servers; allowed: at least 1 on other"
                                + " hosts"));
    }

    @Test
    void fenceFile_isRefused_whenItIsOpenOrLacksAHost() throws IOException {
        fenceFile("rw-r--r--", "10.77.0.11", "10.77.0.12");
        assertThat(validate().findings())
                .anyMatch(finding -> finding.level() == Level.REFUSED
                        && finding.text().startsWith("may be read by others; allowed: chmod 600"));
        fenceFile("rw-------", "10.77.0.11");
        assertThat(validate().findings())
                .anyMatch(finding ->
                        finding.level() == Level.REFUSED && finding.text().contains("has no [host 10.77.0.12]"));
        site.put("dfs.ha.fencing.methods", "io.howdah.ha.fence.PowerFence(" + directory.resolve("none") + ")");
        assertThat(validate().findings())
                .anyMatch(finding ->
                        finding.level() == Level.WARNING && finding.text().contains("none cannot be read by"));
        assertThat(validate().refused()).isFalse();
    }

    /** What render gives out holds the goals, with the fence file's defaults. */
    @Test
    void tunedXml_staysWithinTheGoals_always() throws IOException {
        fenceFile("rw-------", "10.77.0.11", "10.77.0.12");
        Configuration conf = Sites.conf(site);
        conf.addResource(new ByteArrayInputStream(HadoopXml.tuning().content().getBytes(StandardCharsets.UTF_8)));
        Validation.Report report = Validation.of(conf, Optional.empty(), NAMES, ELSEWHERE);

        assertThat(report.budgets()).hasSize(3).allMatch(FailoverBudget::withinGoal);
        assertThat(report.refused()).isFalse();
    }

    private void fenceFile(String mode, String... hosts) throws IOException {
        StringBuilder text =
                new StringBuilder("[fence]\nhypervisors = qemu+ssh://hv1/system\naudit = /var/log/fence\n");
        for (String host : hosts) {
            text.append("[host ").append(host).append("]\n");
            text.append("vm = 8f0e4a3c-0000-4000-8000-0000000000").append(host.substring(host.length() - 2));
            text.append("\nmethods = libvirt\n");
        }
        Path file = directory.resolve("fence.conf");
        Files.writeString(file, text.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        site.put("dfs.ha.fencing.methods", "io.howdah.ha.fence.PowerFence(" + file + ")");
    }

    private Validation.Report validate() {
        return Validation.of(Sites.conf(site), Optional.empty(), NAMES, ELSEWHERE);
    }
}
