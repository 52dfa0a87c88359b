// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The modules that the demo shows. Each can be left out, to prove that the step that needs it then fails. */
public enum Plugin {
    HDFS_PLUGINS,
    YARN_SCHEDULER,
    HBASE_COPROCESSORS,
    HA_KEEPALIVED,
    MONITORING_NAGIOS;

    /** The module's folder name. */
    public String module() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The plugin of that folder name.
     *
     * @throws IllegalArgumentException naming what is allowed
     */
    public static Plugin ofModule(String module) {
        for (Plugin plugin : values()) {
            if (plugin.module().equals(module)) {
                return plugin;
            }
        }
        throw new IllegalArgumentException("'" + module + "' is not a plugin; allowed: "
                + Arrays.stream(values()).map(Plugin::module).collect(Collectors.joining(", ")));
    }
}
