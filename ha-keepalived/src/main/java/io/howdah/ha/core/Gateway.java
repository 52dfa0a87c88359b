// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Locale;

/** A service whose servers are alike: any one may answer, none is the active. */
public enum Gateway {
    HTTPFS("HttpFS", "rr", 0, "HttpFS: each request stands alone, so they go round"),
    HBASE_REST(
            "HBase REST",
            "wlc",
            300,
            "HBase REST: a scanner lives in one server's memory, so a client stays with its server for 5 minutes after its"
                    + " last connection"),
    HBASE_THRIFT(
            "HBase Thrift",
            "wlc",
            0,
            "HBase Thrift: scanners live in one server's memory, and so does the connection of the client that opened them"),
    NFS(
            "NFS gateway",
            "sh",
            0,
            "NFS gateway: writes arrive out of order and are sorted in one server's memory: a client's address decides, for"
                    + " portmap, mountd and nfs alike");

    private final String daemon;
    private final String algorithm;
    private final int persistenceSeconds;
    private final String reason;

    Gateway(String daemon, String algorithm, int persistenceSeconds, String reason) {
        this.daemon = daemon;
        this.algorithm = algorithm;
        this.persistenceSeconds = persistenceSeconds;
        this.reason = reason;
    }

    /** For a person, for example {@code HBase REST}. */
    public String daemon() {
        return daemon;
    }

    /** In the setting's key, for example {@code hbase-rest}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** keepalived's lb_algo: rr round robin, wlc least connections, sh source hash. */
    public String algorithm() {
        return algorithm;
    }

    /** How long a client stays with its server after its last connection; 0: not at all. */
    public int persistenceSeconds() {
        return persistenceSeconds;
    }

    /** Why it is balanced so; one line. */
    public String reason() {
        return reason;
    }
}
