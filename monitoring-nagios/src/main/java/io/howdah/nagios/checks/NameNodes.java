// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.CheckFailure;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Need;

/** The NameNode's beans and its HA state. */
final class NameNodes {
    private static final String PREFIX = "Hadoop:service=NameNode,name=";

    /** Counts and capacity, read when asked: FSNamesystem holds the same, up to ten seconds old. */
    static final Need FS_STATE = Need.bean(PREFIX + "FSNamesystemState");

    static final Need STATE = Need.attribute(PREFIX + "NameNodeStatus", "State");
    // Of NameNodeInfo single attributes only: the whole bean carries a line for each DataNode.
    static final Need SAFE_MODE = Need.attribute(PREFIX + "NameNodeInfo", "Safemode");
    static final Need NON_DFS = Need.attribute(PREFIX + "NameNodeInfo", "NonDfsUsedSpace");
    static final Need DEAD_NODES = Need.jsonAttribute(PREFIX + "NameNodeInfo", "DeadNodes");
    static final Need LIVE_NODES = Need.jsonAttribute(PREFIX + "NameNodeInfo", "LiveNodes");

    private NameNodes() {}

    /** {@code active}, {@code standby}, {@code observer}, or what a NameNode says while it starts or stops. */
    static String state(Endpoint endpoint) throws CheckFailure {
        return endpoint.require(STATE).text(STATE.attribute());
    }
}
