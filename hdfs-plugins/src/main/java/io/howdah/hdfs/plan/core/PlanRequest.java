// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.inventory.core.FailureDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator asks of the next plan. What is not said stays as it is in the last plan, so that a later run with fewer
 * options takes nothing away.
 *
 * @param kinds kinds of block named; empty: those of the last plan, or replication 3 on DISK when there is none
 * @param only whether the last plan's other kinds are to go
 * @param scatterWidth of the kinds named, of all when none is named
 * @param hardDomains domains of which no two members share a value
 * @param minRacks racks of a set at least
 */
public record PlanRequest(
        List<Kind> kinds,
        boolean only,
        OptionalInt scatterWidth,
        Optional<List<FailureDomain>> hardDomains,
        OptionalInt minRacks) {
    /**
     * A kind of block.
     *
     * @param size replicas, or k+m units
     * @param parity 0, or m
     * @param storageType name of the storage type
     */
    public record Kind(int size, int parity, String storageType) {}

    /** {@return a request that keeps everything} */
    public static PlanRequest asBefore() {
        return new PlanRequest(List.of(), false, OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
    }

    /**
     * Completes the request.
     *
     * @param previous the last plan, or null
     */
    public PlanSpec spec(CopysetPlan previous) {
        Map<Kind, Integer> widths = new LinkedHashMap<>();
        if (previous != null) {
            for (CopysetGroup group : previous.groups()) {
                widths.put(
                        new Kind(group.size(), group.erasureCoded() ? group.maxPerDomain() : 0, group.storageType()),
                        group.scatterWidth());
            }
        }
        List<Kind> named = new ArrayList<>(kinds);
        if (named.isEmpty()) {
            named.addAll(widths.isEmpty() ? List.of(new Kind(3, 0, "DISK")) : widths.keySet());
        }
        if (only && !kinds.isEmpty()) {
            widths.keySet().retainAll(kinds);
        }
        for (Kind kind : named) {
            int before = widths.getOrDefault(kind, PlanSpec.DEFAULT_SCATTER_WIDTH);
            widths.put(kind, scatterWidth.orElse(before));
        }
        List<PlanSpec.Group> groups = new ArrayList<>();
        widths.forEach(
                (kind, width) -> groups.add(new PlanSpec.Group(kind.size(), kind.parity(), kind.storageType(), width)));
        PlanSpec defaults = PlanSpec.replicated(3, PlanSpec.DEFAULT_SCATTER_WIDTH);
        return new PlanSpec(
                groups,
                hardDomains.orElse(previous == null ? defaults.hardDomains() : previous.hardDomains()),
                minRacks.orElse(previous == null ? defaults.minRacks() : previous.minRacks()));
    }
}
