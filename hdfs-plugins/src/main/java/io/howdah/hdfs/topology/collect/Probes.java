// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What there is to ask of a source. */
final class Probes {
    private Probes() {}

    /** @throws InventoryException when a field of the source is wrong */
    static List<Probe> of(SourcesFile.Source source, Hypervisor.Opener libvirt, Clock clock) throws InventoryException {
        Values values = source.values();
        return switch (source.type()) {
            case LIBVIRT -> LibvirtSource.probes(source, libvirt);
            case OVN -> OvnSource.probes(source);
            case XAPI -> XapiSource.probes(source);
            case LLDP -> LldpSource.probes(source, clock);
            case OPENSTACK -> {
                Duration maxAge = values.duration("maxAge", Duration.ofSeconds(1), Duration.ofDays(365));
                yield file(source, file -> OpenStackSource.read(file.toString(), DumpFile.read(file, maxAge, clock)));
            }
            case RACKS -> file(source, RackTableSource::read);
            case INVENTORY -> file(source, InventoryFileSource::read);
        };
    }

    private interface FileReader {
        List<io.howdah.hdfs.topology.collect.core.MachineFact> read(Path file)
                throws java.io.IOException, InventoryException;
    }

    private static List<Probe> file(SourcesFile.Source source, FileReader reader) throws InventoryException {
        Path file = source.values().path("file").orElseThrow();
        return List.of(new Probe(source.name(), file.toString(), source.timeout(), () -> reader.read(file)));
    }
}
