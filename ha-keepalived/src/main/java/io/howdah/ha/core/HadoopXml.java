// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Hadoop XML that goes with the address: what clients set to use it, and what daemons set to fail over fast. Pure. */
public final class HadoopXml {
    public static final String CLIENT = "client-site.xml";
    public static final String TUNING = "ha-tuning-site.xml";

    private HadoopXml() {}

    /**
     * @param host a host name of the virtual address, or the address itself (IPv4 only: Hadoop reads no IPv6 URI)
     * @param port the RPC port, the same on every NameNode
     */
    public static GeneratedFile client(String host, int port) {
        if (!host.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
            throw InvalidInputException.of("howdah.ha.vip-host", host, "a host name or an IPv4 address");
        }
        return new GeneratedFile(
                CLIENT,
                Template.resource("client-site.xml.template")
                        .fill(Map.of("mark", GeneratedFile.MARK, "host", host, "port", Integer.toString(port))),
                false);
    }

    /** For the NameNode hosts alone, without a lifeline server. */
    public static GeneratedFile tuning() {
        return tuning(Set.of(Service.HDFS), new TreeMap<>());
    }

    /**
     * @param services that have an address
     * @param lifelines addresses of the NameNodes' lifeline servers, by key; empty without an address for HDFS
     */
    public static GeneratedFile tuning(Set<Service> services, SortedMap<String, String> lifelines) {
        StringBuilder properties = new StringBuilder();
        if (services.contains(Service.HDFS)) {
            properties.append(Template.resource("ha-tuning-hdfs.xml.template").fill(Map.of()));
            lifelines.forEach((key, address) -> properties.append(
                    Template.resource("ha-tuning-lifeline.xml.template").fill(Map.of("key", key, "address", address))));
        }
        if (services.contains(Service.YARN)) {
            properties.append(Template.resource("ha-tuning-yarn.xml.template").fill(Map.of()));
        }
        if (services.contains(Service.HBASE)) {
            properties.append(Template.resource("ha-tuning-hbase.xml.template").fill(Map.of()));
        }
        return new GeneratedFile(
                TUNING,
                Template.resource("ha-tuning-site.xml.template")
                        .fill(Map.of("mark", GeneratedFile.MARK, "properties", properties.toString())),
                false);
    }
}
