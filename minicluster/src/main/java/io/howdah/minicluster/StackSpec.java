// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a builder collected. */
final class StackSpec {
    final Map<String, String> settings = new LinkedHashMap<>();
    Path directory;
    boolean zooKeeper;
    HdfsSpec hdfs;
    YarnSpec yarn;
    HBaseSpec hbase;
    boolean shutdownHook = true;
    ProgressListener listener = (service, took) -> {};

    /** The settings of one service, which may be null: the stack's, then its own. */
    Map<String, String> settingsOf(ServiceSpec<?> service) {
        Map<String, String> merged = new LinkedHashMap<>(settings);
        if (service != null) {
            merged.putAll(service.settings());
        }
        return merged;
    }

    boolean needsZooKeeper() {
        return zooKeeper || hbase != null || (hdfs != null && hdfs.isHighlyAvailable());
    }
}
