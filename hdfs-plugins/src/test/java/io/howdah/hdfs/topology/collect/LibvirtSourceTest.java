// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Liveness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibvirtSourceTest {
    @TempDir
    Path directory;

    /** A hypervisor without libvirt. */
    static final class FakeHypervisor implements Hypervisor {
        final String hostName;
        final List<Domain> domains = new ArrayList<>();
        boolean closed;

        FakeHypervisor(String hostName) {
            this.hostName = hostName;
        }

        FakeHypervisor with(String xml, Liveness liveness) {
            domains.add(new Domain(xml, liveness));
            return this;
        }

        @Override
        public String hostName() {
            return hostName;
        }

        @Override
        public List<Domain> domains() throws IOException {
            return domains;
        }

        @Override
        public Optional<String> xml(String pool) {
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void physicalHost_isTheHypervisorsHostName_unlessTheFileNamesIt() throws Exception {
        FakeHypervisor hypervisor =
                new FakeHypervisor("hv1.example.com").with(Fixture.text("xen-iscsi.xml"), Liveness.RUNNING);
        assertThat(ask("uris: [xen+tls://a/]", uri -> hypervisor)).isEqualTo("hv1.example.com");
        assertThat(hypervisor.closed).isTrue();
        assertThat(ask("uris: [xen+tls://a/], names: {'xen+tls://a/': hv9}", uri -> hypervisor))
                .isEqualTo("hv9");
    }

    @Test
    void oneDomainThatCannotBeRead_failsTheHypervisor_whichIsClosed() {
        FakeHypervisor hypervisor = new FakeHypervisor("hv1").with("<domain", Liveness.RUNNING);
        assertThatThrownBy(() -> ask("uris: [xen+tls://a/]", uri -> hypervisor))
                .isInstanceOf(SourceFailure.class)
                .hasMessageStartingWith("xen+tls://a/: not valid XML");
        assertThat(hypervisor.closed).isTrue();
    }

    @Test
    void missingBindingOrLibrary_isAFailureThatSaysWhatToInstall() {
        assertThatThrownBy(() -> ask("uris: [xen+tls://a/]", uri -> {
                    throw new NoClassDefFoundError("org/libvirt/Connect");
                }))
                .isInstanceOf(SourceFailure.class)
                .hasMessageContaining("libvirt's Java binding is not on the classpath");
        assertThatThrownBy(() -> ask("uris: [xen+tls://a/]", uri -> {
                    throw new UnsatisfiedLinkError("libvirt.so.0");
                }))
                .isInstanceOf(SourceFailure.class)
                .hasMessage("xen+tls://a/: no libvirt on this machine; install it: apt-get install libvirt0");
    }

    private String ask(String fields, Hypervisor.Opener opener) throws Exception {
        SourcesFile file = SourcesFile.read(Files.writeString(
                directory.resolve("s.yaml"),
                "schemaVersion: 1\ndatanodes: d\nsources: [{name: kvm, type: libvirt, " + fields + "}]\n"));
        return Probes.of(file.sources().get(0), opener, Clock.systemUTC())
                .get(0)
                .question()
                .ask()
                .get(0)
                .values()
                .get(Attribute.PHYSICAL_HOST);
    }
}
