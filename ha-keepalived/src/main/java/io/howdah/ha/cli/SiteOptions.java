// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.SiteFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Option;

/** Where the configuration is; the same for every verb. */
final class SiteOptions {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            required = true,
            description = "Directory with *-site.xml files; may be given again (/etc/hadoop/conf, /etc/hbase/conf).")
    private List<Path> directories;

    /** Declared for --help and the parser; HaCommand looks for it in the arguments before any logger exists. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-v", "--verbose"},
            description = "Show Hadoop's log and stack traces.")
    private boolean verbose;

    SiteFiles load() {
        SiteFiles sites = SiteFiles.load(directories);
        // Decides between simple and Kerberos for the whole JVM, which is ours here.
        UserGroupInformation.setConfiguration(sites.configuration());
        return sites;
    }

    /** The directories as another process would have to be told them. */
    List<String> absolute() {
        return directories.stream()
                .map(directory -> directory.toAbsolutePath().normalize().toString())
                .toList();
    }

    /** Settings of the site files, with values from the command line in front. */
    static HaSettings settings(Configuration conf, Map<String, String> options) {
        return HaSettings.from(key -> options.containsKey(key) ? options.get(key) : conf.getTrimmed(key));
    }
}
