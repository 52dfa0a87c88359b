// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/** The daemon a check asks, with the ports its web server has unless configured otherwise. */
public enum Role {
    NAMENODE("NameNode", 9870, 9871),
    RESOURCE_MANAGER("ResourceManager", 8088, 8090),
    HBASE_MASTER("HBase Master", 16010, 16010);

    private final String displayName;
    private final int httpPort;
    private final int httpsPort;

    Role(String displayName, int httpPort, int httpsPort) {
        this.displayName = displayName;
        this.httpPort = httpPort;
        this.httpsPort = httpsPort;
    }

    public String displayName() {
        return displayName;
    }

    /** Default port of {@code http://} or {@code https://}. */
    public int defaultPort(boolean https) {
        return https ? httpsPort : httpPort;
    }
}
