// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.topology.collect.core.Liveness;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DomainXmlTest {
    private static final Map<String, String> MOUNTS = Map.of("/mnt/filers", "filers", "/mnt/filers/one", "filer-1");
    private static final Map<String, String> POOLS = Map.of(
            "nfs-pool",
            "<pool type='netfs'><name>nfs-pool</name><source><host name='filer2'/><dir path='/vol/vms'/></source>"
                    + "<target><path>/mnt/pool</path></target></pool>",
            "local",
            "<pool type='dir'><name>local</name><source/><target><path>/var/lib/libvirt/images</path></target></pool>");

    private final DomainXml reader = new DomainXml("hv1", MOUNTS, name -> Optional.ofNullable(POOLS.get(name)));

    @Test
    void kvmOnCeph_hasItsMonitorsAsBackend_whateverTheirOrder() throws Exception {
        String who = "instance-0000004a [7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c01]"
                + " [fa:16:3e:0a:0b:01, fa:16:3e:0a:0b:02] [] ";
        assertThat(Fixture.lines(reader.read(Fixture.text("kvm-rbd.xml"), Liveness.RUNNING, "u")))
                .containsExactly(
                        who + "{PHYSICAL_HOST=hv1} RUNNING",
                        who + "{STORAGE_BACKEND=rbd:10.20.0.11,10.20.0.12,10.20.0.13} RUNNING");
    }

    @Test
    void xenOnIscsi_hasThePortalAsBackend_andALocalVolumeHasNone() throws Exception {
        assertThat(Fixture.lines(reader.read(Fixture.text("xen-iscsi.xml"), Liveness.PAUSED, "u")))
                .containsExactly(
                        "dn2 [2b6a3f0e-93a4-4f53-9d1c-6a7b1c2d3e02] [00:16:3e:11:22:33] [] {PHYSICAL_HOST=hv1} PAUSED",
                        "dn2 [2b6a3f0e-93a4-4f53-9d1c-6a7b1c2d3e02] [00:16:3e:11:22:33] []"
                                + " {STORAGE_BACKEND=iscsi:10.30.0.5} PAUSED");
    }

    @Test
    void filesAndPools_areTheMountAndTheServer() throws Exception {
        assertThat(reader.read(Fixture.text("kvm-files.xml"), Liveness.DEFINED, "u"))
                .extracting(fact -> fact.values().values().iterator().next())
                .containsExactly("hv1", "filer-1", "filers", "nfs:filer2");
    }

    @Test
    void rbdWithoutMonitors_isItsPool() throws Exception {
        assertThat(reader.read(
                        "<domain><name>x</name><devices><disk type='network' device='disk'>"
                                + "<source protocol='rbd' name='volumes/x'/></disk></devices></domain>",
                        Liveness.RUNNING,
                        "u"))
                .extracting(fact -> fact.values().values().iterator().next())
                .containsExactly("hv1", "rbd:volumes");
    }

    @Test
    void badXml_isAFailureOfTheSource_notOfTheRun() {
        assertThatThrownBy(() -> reader.read("<domain><name>", Liveness.RUNNING, "hv1"))
                .isInstanceOf(SourceFailure.class)
                .hasMessageStartingWith("hv1: not valid XML");
        assertThatThrownBy(() -> reader.read("<pool/>", Liveness.RUNNING, "hv1"))
                .isInstanceOf(SourceFailure.class)
                .hasMessage("hv1: not a domain's XML but <pool>");
        assertThatThrownBy(() -> reader.read(
                        "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name></domain>",
                        Liveness.RUNNING,
                        "hv1"))
                .isInstanceOf(SourceFailure.class)
                .hasMessageContaining("DOCTYPE");
    }

    @Test
    void domainWithoutUuidOrDevices_isKnownByItsName() throws Exception {
        assertThat(Fixture.lines(reader.read("<domain><name>dn1</name></domain>", Liveness.RUNNING, "u")))
                .containsExactly("dn1 [] [] [] {PHYSICAL_HOST=hv1} RUNNING");
    }
}
