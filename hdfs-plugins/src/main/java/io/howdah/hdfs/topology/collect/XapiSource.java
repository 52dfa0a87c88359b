// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A XenServer or XCP-ng pool through XAPI: where each VM resides, its interfaces' MACs, and the shared storage repository
 * its disks are on ({@code sr:NAME}). Only {@code get_all_records} calls; the session is closed at the end.
 */
final class XapiSource {
    private static final Pattern PASSWORDLESS_HTTPS = Pattern.compile("https://[^\\s/@?#]+/?");

    private XapiSource() {}

    /** @throws InventoryException when a field of the source is wrong */
    static List<Probe> probes(SourcesFile.Source source) throws InventoryException {
        Values values = source.values();
        String url = values.text("url");
        if (!PASSWORDLESS_HTTPS.matcher(url).matches()) {
            throw values.bad("url", values.line("url"), "is not such a URL");
        }
        Path credentials = values.path("credentials").orElseThrow();
        Optional<Path> caCert = values.path("caCert");
        return List.of(new Probe(source.name(), url, source.timeout(), () -> {
            Credentials login = Credentials.read(credentials);
            return ask(new XapiClient(URI.create(url), login, caCert, source.timeout()));
        }));
    }

    private static List<MachineFact> ask(XapiClient client) throws IOException, InterruptedException {
        Map<String, Map<String, Object>> hosts;
        Map<String, Map<String, Object>> machines;
        Map<String, Map<String, Object>> interfaces;
        Map<String, Map<String, Object>> blockDevices;
        Map<String, Map<String, Object>> images;
        Map<String, Map<String, Object>> repositories;
        client.login();
        try {
            hosts = client.records("host");
            machines = client.records("VM");
            interfaces = client.records("VIF");
            blockDevices = client.records("VBD");
            images = client.records("VDI");
            repositories = client.records("SR");
        } finally {
            client.logout();
        }
        Map<String, List<String>> macs = new HashMap<>();
        interfaces
                .values()
                .forEach(vif -> macs.computeIfAbsent(text(vif, "VM"), vm -> new ArrayList<>())
                        .add(text(vif, "MAC")));
        Map<String, Set<String>> backends = new HashMap<>();
        for (Map<String, Object> vbd : blockDevices.values()) {
            Map<String, Object> image = images.get(text(vbd, "VDI"));
            Map<String, Object> repository = image == null ? null : repositories.get(text(image, "SR"));
            if (repository != null
                    && text(vbd, "type").equals("Disk")
                    && text(repository, "shared").equals("true")) {
                backends.computeIfAbsent(text(vbd, "VM"), vm -> new LinkedHashSet<>())
                        .add("sr:" + text(repository, "name_label"));
            }
        }
        List<MachineFact> facts = new ArrayList<>();
        machines.forEach((reference, vm) -> facts.addAll(facts(
                vm,
                hosts.get(text(vm, "resident_on")),
                macs.getOrDefault(reference, List.of()),
                backends.getOrDefault(reference, Set.of()))));
        return facts;
    }

    private static List<MachineFact> facts(
            Map<String, Object> vm, Map<String, Object> host, List<String> macs, Set<String> backends) {
        if (host == null
                || text(vm, "is_a_template").equals("true")
                || text(vm, "is_a_snapshot").equals("true")
                || text(vm, "is_control_domain").equals("true")) {
            return List.of(); // halted machines reside nowhere
        }
        Identity identity = Identity.of(text(vm, "name_label"), text(vm, "uuid"), macs, List.of());
        String hostName = text(host, "hostname").isEmpty() ? text(host, "name_label") : text(host, "hostname");
        String where = "VM " + text(vm, "name_label") + " on " + hostName;
        Liveness liveness = text(vm, "power_state").equals("Running") ? Liveness.RUNNING : Liveness.PAUSED;
        List<MachineFact> facts = new ArrayList<>();
        facts.add(new MachineFact(identity, Map.of(Attribute.PHYSICAL_HOST, hostName), liveness, where));
        for (String backend : backends) {
            facts.add(new MachineFact(identity, Map.of(Attribute.STORAGE_BACKEND, backend), liveness, where));
        }
        return facts;
    }

    private static String text(Map<String, Object> record, String field) {
        return JsonDocument.text(record.get(field));
    }
}
