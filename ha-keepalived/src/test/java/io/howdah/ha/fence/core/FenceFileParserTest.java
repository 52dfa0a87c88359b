// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.InvalidInputException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FenceFileParserTest {
    private static final String UUID_1 = "0b5c7e40-51c1-4d5e-9b57-000000000001";
    private static final String FULL = """
            # whom, and how
            [fence]
            deadline = 90s
            reads = 4
            interval = 500ms
            hypervisors = qemu+tls://hv1/system, xen+ssh://root@hv2/
            audit = /var/log/a.log
            acknowledgements = /var/lib/ack

            [host NN1.Example.com.]
            vm = 0B5C7E40-51c1-4d5e-9b57-000000000001
            methods = ipmi, libvirt
            [agent nn1.example.com ipmi]
            program = /usr/sbin/fence_ipmilan
            hypervisor = qemu+tls://hv1/system
            parameter.ip = 10.0.0.1
            parameter.password = a = b # c
            [agent nn1.example.com spare]
            program = /usr/sbin/fence_virsh
            [host 10.0.0.9]
            [agent 10.0.0.9 bmc]
            program = /usr/sbin/fence_ipmilan
            """;

    @Test
    void file_isReadAsItIs() {
        FenceConfig config = parse(FULL);
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.reads()).isEqualTo(4);
        assertThat(config.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.hypervisors()).containsExactly("qemu+tls://hv1/system", "xen+ssh://root@hv2/");
        assertThat(config.audit()).isEqualTo("/var/log/a.log");
        assertThat(config.acknowledgements()).contains("/var/lib/ack");
        assertThat(config.hosts()).containsOnlyKeys("nn1.example.com", "10.0.0.9");
        FenceConfig.Host host = config.host("NN1.example.com").orElseThrow();
        assertThat(host.vm()).contains(UUID.fromString(UUID_1));
        FenceConfig.Agent ipmi = new FenceConfig.Agent(
                "ipmi",
                "/usr/sbin/fence_ipmilan",
                Map.of("ip", "10.0.0.1", "password", "a = b # c"),
                Optional.of("qemu+tls://hv1/system"));
        assertThat(host.methods()).containsExactly(ipmi, new FenceConfig.Libvirt());
        assertThat(ipmi.toString() + config).doesNotContain("a = b");
    }

    @Test
    void rest_hasDefaults() {
        FenceConfig config = parse("[host h]\n[agent h bmc]\nprogram = /bin/fence\n");
        assertThat(config.deadline()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.reads()).isEqualTo(3);
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.audit()).isEqualTo("/var/log/howdah-fence/audit.log");
        assertThat(config.acknowledgements()).isEmpty();
        assertThat(config.usesLibvirt()).isFalse();
        assertThat(config.host("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deadline = 90s|deadline = 1s|f:3: deadline is '1s'; allowed: 2000ms to 600000ms",
                "deadline = 90s|deadline = soon|f:3: deadline is 'soon'",
                "deadline = 90s|dead-line = 90s|f:3: field is 'dead-line'; allowed: acknowledgements, audit, deadline",
                "reads = 4|reads = 1|f:4: reads is '1'; allowed: 2 to 29",
                "reads = 4|reads = 4~reads = 4|f:5: reads; allowed: once a section",
                "interval = 500ms|interval = 60s|f:3: deadline is '90000ms'; allowed: more than reads * interval",
                "qemu+tls://hv1/system,|qemu+tls://me:secret@hv1/system,|f:6: hypervisors; allowed: libvirt URIs without",
                "qemu+tls://hv1/system,|qemu+tls://hv1/system qemu+tls://hv1/system|f:6: hypervisors; allowed: each once",
                "audit = /var|audit = var|f:7: audit is 'var/log/a.log'; allowed: an absolute path",
                "vm = 0B5C|vm = 5C|f:11: vm is '5C7E40",
                "methods = ipmi,|methods = ipmj,|f:12: methods is 'ipmj'; allowed: [libvirt, ipmi, spare], each once",
                "methods = ipmi,|methods = ipmi, ipmi,|f:12: methods is 'ipmi'",
                "[agent nn1.example.com spare]|[agent nn2.example.com spare]|f:18: agent of host is 'nn2.example.com'",
                "[agent nn1.example.com spare]|[agent nn1.example.com ipmi]|f:18: section is '[agent nn1.example.com ipmi]'; allowed: once",
                "[agent nn1.example.com spare]|[agent nn1.example.com libvirt]|f:18: section is",
                "[host 10.0.0.9]|[host nn1.example.com]|f:20: section is '[host nn1.example.com]'; allowed: once",
                "[host 10.0.0.9]|[hosts 10.0.0.9]|f:20: section is '[hosts 10.0.0.9]'; allowed: [fence], [host NAME]",
                "program = /usr/sbin/fence_ipmilan|program = fence_ipmilan|f:14: program is 'fence_ipmilan'",
                "program = /usr/sbin/fence_virsh|parameter.x = 1|f:18: program; allowed: an absolute path",
                "parameter.ip = 10.0.0.1|parameter.Action = reboot|f:16: parameter.Action; allowed: any parameter but",
                "parameter.ip = 10.0.0.1|ip = 10.0.0.1|f:16: field is 'ip'; allowed: hypervisor, program, parameter.NAME",
                "hypervisor = qemu+tls://hv1/system|hypervisor = qemu+tls://hv3/system|f:15: hypervisor is 'qemu",
                "vm = 0B5C7E40-51c1-4d5e-9b57-000000000001~methods = ipmi, libvirt|# none|f:14: hypervisor is",
                "[agent 10.0.0.9 bmc]|# none|f:22: field is 'program'; allowed: methods, vm"
            })
    void file_isRefusedWithPlaceAndWhatIsAllowed_whenItIsWrong(String good, String bad, String message) {
        String text = FULL.replace(good.replace('~', '\n'), bad.replace('~', '\n'));
        assertThat(text).isNotEqualTo(FULL);
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("a = b", "secret")
                .hasLineCount(1);
    }

    @Test
    void file_isRefused_whenTwoHostsAreOneMachine_orNoneIsThere() {
        String hosts = "[fence]\nhypervisors = test:///default\n[host a]\nvm = %1$s\n[host b]\nvm = %1$s\n";
        assertThatThrownBy(() -> parse(hosts.formatted(UUID_1)))
                .hasMessage("f:6: vm is '" + UUID_1 + "'; allowed: one not yet that of a");
        assertThatThrownBy(() -> parse("")).hasMessage("f: [host NAME]; allowed: at least one");
        assertThatThrownBy(() -> parse("[host a]\n")).hasMessageStartingWith("f:1: methods of a");
        assertThatThrownBy(() -> parse("[host a]\nvm = " + UUID_1))
                .hasMessageStartingWith("f:2: hypervisors in [fence]");
        assertThatThrownBy(() -> parse("password = hunter2"))
                .hasMessageStartingWith("f:1: a line; allowed: ")
                .message()
                .doesNotContain("hunter2");
    }

    private static FenceConfig parse(String text) {
        return FenceFileParser.parse("f", text.lines().toList());
    }
}
