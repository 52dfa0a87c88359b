// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Domains of libvirt hypervisors, KVM or Xen: one probe a URI. */
final class LibvirtSource {
    private static final int MAX_URIS = 1024;

    private LibvirtSource() {}

    /** @throws InventoryException when a field of the source is wrong */
    static List<Probe> probes(SourcesFile.Source source, Hypervisor.Opener opener) throws InventoryException {
        Values values = source.values();
        Map<String, String> names = values.map("names");
        Map<String, String> mounts = values.map("mounts");
        for (String path : mounts.keySet()) {
            if (!path.startsWith("/")) {
                throw values.bad("mounts", values.line("mounts"), "'" + path + "'");
            }
        }
        List<String> uris = values.texts("uris", MAX_URIS);
        for (String uri : names.keySet()) {
            if (!uris.contains(uri)) {
                throw values.bad("names", values.line("names"), "'" + uri + "' is not one of the uris");
            }
        }
        List<Probe> probes = new ArrayList<>();
        for (String uri : uris) {
            check(values, uri);
            probes.add(new Probe(
                    source.name(), uri, source.timeout(), () -> ask(uri, names.getOrDefault(uri, ""), mounts, opener)));
        }
        return probes;
    }

    private static void check(Values values, String text) throws InventoryException {
        try {
            URI uri = new URI(text);
            boolean password =
                    uri.getRawUserInfo() != null && uri.getRawUserInfo().indexOf(':') >= 0;
            if (uri.getScheme() != null && !uri.getScheme().endsWith("+ext") && !password) {
                return;
            }
            throw values.bad(
                    "uris", values.line("uris"), password ? "has one with a password" : "'" + text + "' is not one");
        } catch (URISyntaxException e) {
            throw values.bad("uris", values.line("uris"), "'" + text + "' is not one");
        }
    }

    private static List<MachineFact> ask(String uri, String name, Map<String, String> mounts, Hypervisor.Opener opener)
            throws IOException {
        try (Hypervisor hypervisor = open(uri, opener)) {
            DomainXml reader = new DomainXml(name.isEmpty() ? hypervisor.hostName() : name, mounts, hypervisor);
            List<MachineFact> facts = new ArrayList<>();
            for (Hypervisor.Domain domain : hypervisor.domains()) {
                facts.addAll(reader.read(domain.xml(), domain.liveness(), uri));
            }
            return facts;
        }
    }

    private static Hypervisor open(String uri, Hypervisor.Opener opener) throws IOException {
        try {
            return opener.open(uri);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new SourceFailure(uri + ": no libvirt on this machine; install it: apt-get install libvirt0", e);
        } catch (NoClassDefFoundError e) {
            throw new SourceFailure(
                    uri + ": libvirt's Java binding is not on the classpath (" + e.getMessage()
                            + "); use bin/howdah of the tarball, whose lib/ has it",
                    e);
        }
    }
}
