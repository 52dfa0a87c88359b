// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Reads a domain's XML: name, UUID, MACs, and what shared storage its disks are on.
 *
 * <p>Names of backends: {@code rbd:MONITOR,MONITOR} (or {@code rbd:POOL} when the XML names no monitor),
 * {@code iscsi:PORTAL}, {@code nfs:SERVER}, {@code gluster:SERVER} and so on by libvirt's protocol; the operator's own name
 * for a file under a declared mount. A local disk is no backend: the physical host stands for it.
 */
final class DomainXml {
    private final String physicalHost;
    private final Map<String, String> mounts;
    private final Map<String, Element> pools;

    /** Gives the XML of a storage pool, or empty when there is none of that name. */
    interface Pools {
        Optional<String> xml(String name) throws IOException;
    }

    private final Pools poolSource;

    DomainXml(String physicalHost, Map<String, String> mounts, Pools pools) {
        this.physicalHost = physicalHost;
        this.mounts = mounts;
        this.poolSource = pools;
        this.pools = new LinkedHashMap<>();
    }

    /**
     * Reads one domain.
     *
     * @param where for reports
     * @return where it is, and each backend its disks are on, in their order; an inventory has room for one: the merge
     *     takes the first and reports the others
     * @throws SourceFailure when the XML is not well-formed or no domain
     */
    List<MachineFact> read(String xml, Liveness liveness, String where) throws IOException {
        Element domain = XmlDocument.parse(where, xml);
        if (!domain.getTagName().equals("domain")) {
            throw new SourceFailure(where + ": not a domain's XML but <" + domain.getTagName() + ">");
        }
        String name = XmlDocument.text(domain, "name");
        Optional<Element> devices = XmlDocument.child(domain, "devices");
        List<String> macs = new ArrayList<>();
        Set<String> backends = new LinkedHashSet<>();
        for (Element device : devices.map(XmlDocument::children).orElse(List.of())) {
            if (device.getTagName().equals("interface")) {
                XmlDocument.child(device, "mac").ifPresent(mac -> macs.add(mac.getAttribute("address")));
            } else if (device.getTagName().equals("disk") && !isRemovable(device)) {
                backend(device).ifPresent(backends::add);
            }
        }
        Identity identity = Identity.of(name, XmlDocument.text(domain, "uuid"), macs, List.of());
        String told = "domain " + name + " on " + where;
        List<MachineFact> facts = new ArrayList<>();
        facts.add(new MachineFact(identity, Map.of(Attribute.PHYSICAL_HOST, physicalHost), liveness, told));
        for (String backend : backends) {
            facts.add(new MachineFact(identity, Map.of(Attribute.STORAGE_BACKEND, backend), liveness, told));
        }
        return facts;
    }

    private static boolean isRemovable(Element disk) {
        return disk.getAttribute("device").equals("cdrom")
                || disk.getAttribute("device").equals("floppy");
    }

    private Optional<String> backend(Element disk) throws IOException {
        Optional<Element> source = XmlDocument.child(disk, "source");
        if (source.isEmpty()) {
            return Optional.empty();
        }
        return switch (disk.getAttribute("type")) {
            case "network" -> Optional.of(network(source.get()));
            case "file" -> mounted(source.get().getAttribute("file"));
            case "dir" -> mounted(source.get().getAttribute("dir"));
            case "block" -> blockDevice(source.get().getAttribute("dev"));
            case "volume" -> pool(source.get().getAttribute("pool"));
            default -> Optional.empty();
        };
    }

    private static String network(Element source) {
        String protocol = source.getAttribute("protocol");
        List<String> hosts = XmlDocument.children(source).stream()
                .filter(child -> child.getTagName().equals("host"))
                .map(host -> host.getAttribute("name"))
                .filter(host -> !host.isEmpty())
                .sorted()
                .toList();
        if (!hosts.isEmpty()) {
            return protocol + ":" + String.join(",", hosts);
        }
        String name = source.getAttribute("name");
        return protocol + ":" + (name.indexOf('/') > 0 ? name.substring(0, name.indexOf('/')) : name);
    }

    /** The iSCSI portal in udev's name of a LUN; another block device is local. */
    private static Optional<String> blockDevice(String device) {
        java.util.regex.Matcher portal =
                java.util.regex.Pattern.compile(".*/ip-(.+):[0-9]+-iscsi-.+").matcher(device);
        return portal.matches() ? Optional.of("iscsi:" + portal.group(1)) : Optional.empty();
    }

    /** The declared mount with the longest path that holds the file. */
    private Optional<String> mounted(String path) {
        return mounts.keySet().stream()
                .filter(mount -> path.equals(mount) || path.startsWith(mount.endsWith("/") ? mount : mount + "/"))
                .max(java.util.Comparator.comparingInt(String::length))
                .map(mounts::get);
    }

    private Optional<String> pool(String name) throws IOException {
        if (!pools.containsKey(name)) {
            Optional<String> xml = poolSource.xml(name);
            pools.put(name, xml.isEmpty() ? null : XmlDocument.parse("pool " + name, xml.get()));
        }
        Element pool = pools.get(name);
        if (pool == null) {
            return Optional.empty();
        }
        List<String> hosts = XmlDocument.child(pool, "source").map(XmlDocument::children).orElse(List.of()).stream()
                .filter(child -> child.getTagName().equals("host"))
                .map(host -> host.getAttribute("name"))
                .sorted()
                .toList();
        String type = pool.getAttribute("type").equals("netfs") ? "nfs" : pool.getAttribute("type");
        if (!hosts.isEmpty()) {
            return Optional.of(type.replace("iscsi-direct", "iscsi") + ":" + String.join(",", hosts));
        }
        return XmlDocument.child(pool, "target").flatMap(target -> mounted(XmlDocument.text(target, "path")));
    }
}
