// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.simulation.core.LossFormula;

/**
 * A plan in figures, for gauges. Scatter widths and loss are those of the plan's first group.
 *
 * @param copysets copysets of all groups
 * @param scatterMin fewest nodes a node shares a copyset with
 * @param scatterMedian the median
 * @param scatterMax the most
 * @param lossPartsPerMillion chance that some copyset loses all that a block can lose and more, when 1% of the plan's nodes
 *     are down at once: 1-(1-p)^sets (Cidon et al., Copysets, USENIX ATC 2013), in parts per million
 */
public record PlanFigures(int copysets, int scatterMin, int scatterMedian, int scatterMax, int lossPartsPerMillion) {
    /** No plan. */
    public static final PlanFigures NONE = new PlanFigures(0, 0, 0, 0, 0);

    private static final double DOWN = 0.01;

    /** {@return the figures of a plan; O(memberships)} */
    public static PlanFigures of(CopysetPlan plan) {
        if (plan.groups().isEmpty()) {
            return NONE;
        }
        CopysetGroup first = plan.groups().get(0);
        int[] widths = first.scatterWidths();
        int sets = plan.groups().stream().mapToInt(CopysetGroup::setCount).sum();
        if (widths.length == 0) {
            return new PlanFigures(sets, 0, 0, 0, 0);
        }
        int survives = first.erasureCoded() ? first.maxPerDomain() : first.size() - 1;
        int nodes = plan.nodes().size();
        double loss = LossFormula.anyLost(
                LossFormula.setLost(nodes, LossFormula.failedNodes(nodes, DOWN), first.size(), survives),
                first.setCount());
        return new PlanFigures(
                sets, widths[0], widths[widths.length / 2], widths[widths.length - 1], (int) Math.round(loss * 1e6));
    }
}
