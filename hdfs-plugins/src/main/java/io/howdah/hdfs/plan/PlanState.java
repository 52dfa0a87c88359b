// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.PlanFigures;
import io.howdah.hdfs.snapshot.PolledFile;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of the plan and what is known about its file. Immutable.
 *
 * @param plan the last good plan, or null when none is configured
 * @param index place of each node in the plan's list, by name
 * @param tables its groups, indexed
 * @param figures the plan in figures
 * @param generation 1 for the first load in this JVM, one more for each reload (not the plan's own generation); 0 when no
 *     plan is configured
 * @param modified when the loaded version of the file was written
 * @param problem why the file as it is now cannot be used, or null
 */
public record PlanState(
        CopysetPlan plan,
        Map<String, Integer> index,
        List<CopysetTable> tables,
        PlanFigures figures,
        long generation,
        Instant modified,
        String problem)
        implements PolledFile.Snapshot {
    /** No plan configured. */
    public static final PlanState NONE =
            new PlanState(null, Map.of(), List.of(), PlanFigures.NONE, 0, Instant.EPOCH, null);

    static PlanState of(CopysetPlan plan, long generation, Instant modified) {
        Map<String, Integer> index = new HashMap<>();
        plan.nodes().forEach(node -> index.put(node, index.size()));
        return new PlanState(
                plan,
                Collections.unmodifiableMap(index),
                plan.groups().stream().map(CopysetGroup::table).toList(),
                PlanFigures.of(plan),
                generation,
                modified,
                null);
    }

    /** {@return the node's place in the plan, or {@link CandidateTable#NONE}} */
    public int nodeOf(String name) {
        return index.getOrDefault(name, CandidateTable.NONE);
    }

    @Override
    public String toString() {
        return plan == null
                ? "no plan"
                : "plan generation " + plan.generation() + " (" + plan.nodes().size() + " nodes, " + plan.groups()
                        + ")";
    }
}
