// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.snapshot.PolledFile;
import java.time.Instant;
import java.util.List;

/**
 * A snapshot of the plan and what is known about its file. Immutable.
 *
 * @param plan the last good plan, or null when none is configured
 * @param tables its groups, indexed
 * @param generation 1 for the first load in this JVM, one more for each reload (not the plan's own generation); 0 when no
 *     plan is configured
 * @param modified when the loaded version of the file was written
 * @param problem why the file as it is now cannot be used, or null
 */
public record PlanState(CopysetPlan plan, List<CopysetTable> tables, long generation, Instant modified, String problem)
        implements PolledFile.Snapshot {
    /** No plan configured. */
    public static final PlanState NONE = new PlanState(null, List.of(), 0, Instant.EPOCH, null);

    static PlanState of(CopysetPlan plan, long generation, Instant modified) {
        return new PlanState(
                plan, plan.groups().stream().map(CopysetGroup::table).toList(), generation, modified, null);
    }

    @Override
    public String toString() {
        return plan == null
                ? "no plan"
                : "plan generation " + plan.generation() + " (" + plan.nodes().size() + " nodes, " + plan.groups()
                        + ")";
    }
}
