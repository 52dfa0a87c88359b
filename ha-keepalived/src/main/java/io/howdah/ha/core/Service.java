// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Locale;

/** A service with one active daemon. */
public enum Service {
    HDFS("NameNode"),
    YARN("ResourceManager"),
    HBASE("HBase master");

    private final String daemon;

    Service(String daemon) {
        this.daemon = daemon;
    }

    /** What the daemon is called, for example {@code NameNode}. */
    public String daemon() {
        return daemon;
    }

    /** For example {@code hdfs}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
