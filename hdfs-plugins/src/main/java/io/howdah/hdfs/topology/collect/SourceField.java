// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A field of the sources file: the parser refuses what is not in this list, docs/topology.md prints it.
 *
 * @param where {@code file}, {@code each source}, or a type of source
 * @param name the field
 * @param shape what its value looks like
 * @param defaultValue {@code required}, the default, or empty for none
 * @param allowed what its value may be, for people
 * @param meaning one sentence
 */
public record SourceField(String where, String name, Shape shape, String defaultValue, String allowed, String meaning) {
    /** The value of {@link #where()} for a field of the file itself. */
    static final String FILE = "file";

    static final String EACH = "each source";
    static final String REQUIRED = "required";

    /** What a value looks like. */
    public enum Shape {
        TEXT,
        NUMBER,
        DURATION,
        PATH,
        TEXTS,
        TEXT_BY_TEXT,
        SOURCES
    }

    /** Every field. */
    public static final List<SourceField> ALL = List.of(
            new SourceField(FILE, "schemaVersion", Shape.NUMBER, REQUIRED, "1", "version of this format"),
            new SourceField(
                    FILE,
                    "datanodes",
                    Shape.PATH,
                    REQUIRED,
                    "a file",
                    "the DataNodes and what their machines are known by"),
            new SourceField(
                    FILE,
                    "sources",
                    Shape.SOURCES,
                    REQUIRED,
                    "1 to 256 sources",
                    "who is asked; the first that states a value wins"),
            new SourceField(
                    FILE,
                    "parallel",
                    Shape.NUMBER,
                    "8",
                    "1 to 64",
                    "how many hypervisors and files are asked at the same time"),
            new SourceField(
                    FILE,
                    "defaultRack",
                    Shape.TEXT,
                    "",
                    "a path such as /rack1",
                    "rack of a DataNode nobody states one for; without it such a DataNode is left out"),
            new SourceField(
                    FILE,
                    "backends",
                    Shape.TEXT_BY_TEXT,
                    "",
                    "found name: your name",
                    "names for storage backends; give two portals of one array the same name"),
            new SourceField(
                    EACH,
                    "name",
                    Shape.TEXT,
                    REQUIRED,
                    "1 to 64 of A-Z a-z 0-9 . _ -, each once",
                    "the source's name in reports"),
            new SourceField(EACH, "type", Shape.TEXT, REQUIRED, SourceType.allowed(), "kind of source"),
            new SourceField(
                    EACH,
                    "timeout",
                    Shape.DURATION,
                    "30s",
                    "1s to 10m",
                    "deadline for each hypervisor, process, connection or file of the source"),
            new SourceField(
                    "libvirt",
                    "uris",
                    Shape.TEXTS,
                    REQUIRED,
                    "1 to 1024 libvirt URIs without a password and without +ext",
                    "the hypervisors, opened read-only"),
            new SourceField(
                    "libvirt",
                    "names",
                    Shape.TEXT_BY_TEXT,
                    "",
                    "URI: name",
                    "name of a hypervisor, where its own host name is not the one to use"),
            new SourceField(
                    "libvirt",
                    "mounts",
                    Shape.TEXT_BY_TEXT,
                    "",
                    "absolute path: name",
                    "storage backend behind a path on the hypervisors, for disks that are files"),
            new SourceField(
                    "ovn",
                    "db",
                    Shape.TEXT,
                    REQUIRED,
                    "unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT, several with commas",
                    "the southbound database"),
            new SourceField("ovn", "command", Shape.TEXT, "ovn-sbctl", "a program", "the ovn-sbctl to run"),
            new SourceField("ovn", "privateKey", Shape.PATH, "", "a file", "private key for ssl"),
            new SourceField("ovn", "certificate", Shape.PATH, "", "a file", "certificate for ssl"),
            new SourceField("ovn", "caCert", Shape.PATH, "", "a file", "certificate authority for ssl"),
            new SourceField(
                    "xapi", "url", Shape.TEXT, REQUIRED, "https://HOST or https://HOST:PORT", "the pool master"),
            new SourceField(
                    "xapi",
                    "credentials",
                    Shape.PATH,
                    REQUIRED,
                    "a file of mode 0600 or 0400: user on the first line, password on the second",
                    "who logs in; a read-only role is enough"),
            new SourceField(
                    "xapi", "caCert", Shape.PATH, "", "a PEM file", "certificates to trust instead of the JVM's"),
            new SourceField(
                    "openstack",
                    "file",
                    Shape.PATH,
                    REQUIRED,
                    "a JSON file",
                    "openstack server list --long -f json, or Nova's /servers/detail"),
            new SourceField(
                    "openstack",
                    "maxAge",
                    Shape.DURATION,
                    "1d",
                    "1s to 365d",
                    "an older file counts as a source that does not answer"),
            new SourceField(
                    "lldp",
                    "directory",
                    Shape.PATH,
                    REQUIRED,
                    "a directory of NAME.json",
                    "lldpctl -f json of each machine, named after it"),
            new SourceField(
                    "lldp",
                    "racks",
                    Shape.TEXT_BY_TEXT,
                    REQUIRED,
                    "switch: /rack",
                    "rack of a switch, by its system name or chassis ID"),
            new SourceField(
                    "lldp",
                    "maxAge",
                    Shape.DURATION,
                    "1d",
                    "1s to 365d",
                    "an older file counts as a source that does not answer"),
            new SourceField(
                    "racks",
                    "file",
                    Shape.PATH,
                    REQUIRED,
                    "lines of HOST RACK, or HOST,RACK",
                    "rack of a hypervisor or of a DataNode"),
            new SourceField(
                    "inventory",
                    "file",
                    Shape.PATH,
                    REQUIRED,
                    "an inventory file",
                    "values written by hand, for DataNodes or for hypervisors"));

    /** {@return the fields that may stand in a source of that type} */
    static List<SourceField> of(SourceType type) {
        return ALL.stream()
                .filter(field -> field.where.equals(EACH) || field.where.equals(type.id()))
                .toList();
    }

    /** {@return the fields of the file itself} */
    static List<SourceField> ofFile() {
        return ALL.stream().filter(field -> field.where.equals(FILE)).toList();
    }

    /** {@return the names, comma separated} */
    static String names(List<SourceField> fields) {
        return fields.stream().map(SourceField::name).collect(Collectors.joining(", "));
    }
}
