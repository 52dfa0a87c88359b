// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.Check;
import java.util.List;
import java.util.Optional;

/** All checks there are. */
public final class Checks {
    private Checks() {}

    /** All checks, in the order they are listed in. */
    public static List<Check> all() {
        return List.of(
                new HdfsCapacityCheck(),
                new DataNodesCheck(),
                new NameNodeStateCheck(),
                new YarnNodesCheck(),
                new HBaseCheck());
    }

    /** The check of this id. */
    public static Optional<Check> find(String id) {
        return switch (id) {
            case "hdfs-capacity" -> Optional.of(new HdfsCapacityCheck());
            case "datanodes" -> Optional.of(new DataNodesCheck());
            case "namenode-state" -> Optional.of(new NameNodeStateCheck());
            case "yarn-nodes" -> Optional.of(new YarnNodesCheck());
            case "hbase" -> Optional.of(new HBaseCheck());
            default -> Optional.empty();
        };
    }

    /** All ids, for messages. */
    public static List<String> ids() {
        return all().stream().map(Check::id).toList();
    }
}
