// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Configurations and site files for tests. */
public final class Sites {
    private Sites() {}

    /** ns1 = nn1 (10.77.0.11), nn2 (10.77.0.12). */
    public static Map<String, String> ha() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("dfs.nameservices", "ns1");
        values.put("dfs.ha.namenodes.ns1", "nn1,nn2");
        values.put("dfs.namenode.rpc-address.ns1.nn1", "10.77.0.11:8020");
        values.put("dfs.namenode.rpc-address.ns1.nn2", "10.77.0.12:8020");
        return values;
    }

    /** {@link #ha}, and what automatic failover needs; no address. */
    public static Map<String, String> failsOver() {
        Map<String, String> values = ha();
        values.put("dfs.ha.automatic-failover.enabled", "true");
        values.put("ha.zookeeper.quorum", "zk1:2181,zk2:2181,zk3:2181");
        values.put("dfs.namenode.shared.edits.dir", "qjournal://10.77.0.11:8485;10.77.0.12:8485;jn3:8485/ns1");
        values.put("dfs.ha.fencing.methods", "sshfence\nshell(/usr/local/sbin/fence)");
        return values;
    }

    public static Configuration conf(Map<String, String> values) {
        Configuration conf = new Configuration(false);
        values.forEach(conf::set);
        return conf;
    }

    /** A directory with core-site.xml and an hdfs-site.xml of these values. */
    public static Path write(Path directory, Map<String, String> values) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("core-site.xml"), xml(Map.of("fs.defaultFS", "hdfs://ns1")));
        Files.writeString(directory.resolve("hdfs-site.xml"), xml(values));
        return directory;
    }

    public static String xml(Map<String, String> values) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        values.forEach((name, value) -> xml.append("  <property><name>%s</name><value>%s</value></property>\n"
                .formatted(name, value.replace("&", "&amp;").replace("<", "&lt;"))));
        return xml.append("</configuration>\n").toString();
    }
}
