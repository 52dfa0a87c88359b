// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Map;

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

    public static GeneratedFile tuning() {
        return new GeneratedFile(
                TUNING,
                Template.resource("ha-tuning-site.xml.template").fill(Map.of("mark", GeneratedFile.MARK)),
                false);
    }
}
