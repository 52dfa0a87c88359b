// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The {@code *-site.xml} files of a configuration. */
final class SiteFiles {
    private SiteFiles() {}

    /** Every key whose value does not come from a {@code *-default.xml}, each in the file the platform looks for it. */
    static void write(Configuration conf, Path target) throws IOException {
        Map<String, Configuration> files = new LinkedHashMap<>();
        for (String name : new String[] {"core", "hdfs", "yarn", "mapred", "hbase"}) {
            files.put(name, new Configuration(false));
        }
        for (Map.Entry<String, String> entry : conf) {
            String key = entry.getKey();
            if (!key.startsWith("howdah.minicluster.") && !isDefault(conf, key)) {
                files.get(siteOf(key)).set(key, conf.getRaw(key));
            }
        }
        Files.createDirectories(target);
        for (Map.Entry<String, Configuration> file : files.entrySet()) {
            Path temporary = target.resolve("." + file.getKey() + "-site.xml.tmp");
            try (OutputStream out = Files.newOutputStream(temporary)) {
                file.getValue().writeXml(out);
            }
            Files.move(temporary, target.resolve(file.getKey() + "-site.xml"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isDefault(Configuration conf, String key) {
        String[] sources = conf.getPropertySources(key);
        return sources != null && Arrays.stream(sources).allMatch(s -> s.endsWith("-default.xml"));
    }

    static String siteOf(String key) {
        if (key.startsWith("dfs.")) {
            return "hdfs";
        }
        if (key.startsWith("yarn.app.mapreduce.") || key.startsWith("mapreduce.") || key.startsWith("mapred.")) {
            return "mapred";
        }
        if (key.startsWith("yarn.")) {
            return "yarn";
        }
        return key.startsWith("hbase.") || key.startsWith("zookeeper.") ? "hbase" : "core";
    }
}
