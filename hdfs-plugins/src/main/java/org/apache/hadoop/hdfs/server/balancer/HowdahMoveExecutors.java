// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.balancer;

import org.apache.hadoop.hdfs.server.balancer.Dispatcher.DDatanode;

/**
 * Ends the threads a {@link Dispatcher} starts for each target.
 *
 * <p>Why it lives here: everything else a caller needs of the Dispatcher is public, because the Mover uses it from another
 * package; but only the Balancer's own package may end those threads, and the Mover never does (it leaves them to the end
 * of its process). A run of many rounds would gather them.
 */
public final class HowdahMoveExecutors {
    private HowdahMoveExecutors() {}

    /** Lets the moves that were started finish and then ends the node's threads. */
    public static void end(DDatanode node) {
        node.shutdownMoveExecutor();
    }
}
