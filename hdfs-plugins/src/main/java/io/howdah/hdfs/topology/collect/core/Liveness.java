// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

/**
 * How surely a machine is where a source says it is, the surest first. During a live migration the domain runs on the
 * source and is paused on the destination; after one it may still be defined on the source.
 */
public enum Liveness {
    RUNNING,
    PAUSED,
    DEFINED;

    /** {@return the name in reports} */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
