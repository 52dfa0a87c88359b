// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/**
 * Brings the plan file up to the inventory file: reads both, extends the plan, writes it when it changed. One writer at a
 * time. The plan before it stays beside it as {@code FILE.bak}.
 *
 * <p>The same inventory and last plan always give the same plan, whoever runs it.
 */
public final class PlanUpdate {
    private static final String ANOTHER = "the inventory the plan was made for, --new to begin a plan, or --force";

    private PlanUpdate() {}

    /** What to do with the last plan. */
    public enum Last {
        /** Extend it; refuse when more than half of its nodes are gone: then the inventory is another cluster's, or broken. */
        EXTEND,
        /** Extend it whatever has gone. */
        FORCE,
        /** Begin anew: all data is outside every copyset until it is migrated. */
        IGNORE
    }

    /**
     * What was done.
     *
     * @param inventory the inventory
     * @param previous the last plan, or null
     * @param result the plan, and what changed
     * @param written whether the file was written
     */
    public record Outcome(Inventory inventory, CopysetPlan previous, CopysetPlanner.Result result, boolean written) {
        /** {@return whether the plan differs from the last} */
        public boolean changed() {
            return result.changed(previous);
        }

        /**
         * Estimates the bytes that have to move so that every set's data is where the plan says. Stated assumptions: data
         * is spread evenly over the sets of a kind, and over the kinds.
         *
         * @param usedBytes mean bytes used on a DataNode
         * @return for members that left (HDFS restores those by itself), and for members that broke a rule or whose set
         *     was dropped
         */
        public Move move(double usedBytes) {
            double left = 0;
            double rule = 0;
            for (CopysetPlanner.GroupChange change : result.groups()) {
                long before = (long) change.kept() + change.memberLeft() + change.ruleBroken() + change.dropped();
                if (previous == null || before == 0) {
                    continue;
                }
                double setsPerNode = (double) before
                        * change.group().size()
                        / previous.nodes().size();
                double bytesPerMember = usedBytes / result.groups().size() / setsPerNode;
                left += change.memberLeft() * bytesPerMember;
                rule += (change.ruleBroken() + change.dropped()) * bytesPerMember;
            }
            return new Move(left, rule);
        }
    }

    /**
     * Bytes to move.
     *
     * @param leaves because members left
     * @param rules because members broke a rule, or sets were dropped
     */
    public record Move(double leaves, double rules) {}

    /**
     * Updates the plan.
     *
     * @param maxBytes largest inventory or plan accepted, as the NameNode has it
     * @param dryRun whether to write nothing; needs no lock
     * @throws InventoryException when the inventory cannot be used
     * @throws PlanException when the last plan cannot be used, or another process is writing it
     * @throws IOException when the plan cannot be written; it is then as before
     */
    public static Outcome run(
            Path inventoryFile, long maxBytes, Path planFile, PlanRequest request, Last last, boolean dryRun)
            throws InventoryException, PlanException, IOException {
        Path plan = planFile.toAbsolutePath();
        if (!Files.isDirectory(plan.getParent())) {
            throw new PlanException(planFile, 0, "no directory " + plan.getParent(), "a file in an existing directory");
        }
        if (dryRun) {
            return plan(inventoryFile, maxBytes, plan, request, last);
        }
        try (WriterLock lock = WriterLock.take(plan)) {
            Outcome outcome = plan(inventoryFile, maxBytes, plan, request, last);
            if (!outcome.changed()) {
                return outcome;
            }
            write(outcome.result().plan(), plan, maxBytes);
            return new Outcome(outcome.inventory(), outcome.previous(), outcome.result(), true);
        }
    }

    private static Outcome plan(Path inventoryFile, long maxBytes, Path plan, PlanRequest request, Last last)
            throws InventoryException, PlanException {
        Inventory inventory = InventoryYaml.read(inventoryFile, maxBytes);
        CopysetPlan previous = last == Last.IGNORE || !Files.exists(plan) ? null : PlanFile.read(plan, maxBytes);
        if (previous != null && last != Last.FORCE) {
            refuseAnother(inventory, inventoryFile, previous, plan);
        }
        String digest = inventory.sha256();
        long generation = previous == null ? 0 : previous.generation();
        Random random = new Random(Long.parseUnsignedLong(digest.substring(0, 16), 16) ^ generation);
        CopysetPlanner.Result result = CopysetPlanner.plan(inventory, request.spec(previous), previous, random);
        return new Outcome(inventory, previous, result, false);
    }

    private static void refuseAnother(Inventory inventory, Path inventoryFile, CopysetPlan previous, Path plan)
            throws PlanException {
        long known = previous.nodes().stream()
                .filter(node -> inventory.find(node) != null)
                .count();
        int nodes = previous.nodes().size();
        if (known * 2 < nodes) {
            throw new PlanException(
                    plan,
                    0,
                    "plan for another inventory: " + known + " of its " + nodes + " nodes are in " + inventoryFile,
                    ANOTHER);
        }
    }

    private static void write(CopysetPlan next, Path plan, long maxBytes) throws IOException, PlanException {
        Path candidate = plan.resolveSibling("." + plan.getFileName() + ".next");
        try {
            PlanFile.write(next, candidate);
            long size = Files.size(candidate);
            if (size > maxBytes) {
                throw new PlanException(
                        plan,
                        0,
                        "would be " + size + " bytes, which the NameNode refuses",
                        "up to " + maxBytes + " bytes (" + PlacementSettings.MAX_BYTES.name()
                                + "), or a smaller scatter width");
            }
            backUp(plan);
            Files.move(candidate, plan, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    private static void backUp(Path plan) throws IOException {
        if (!Files.exists(plan)) {
            return;
        }
        Path temporary = Files.createTempFile(plan.getParent(), "." + plan.getFileName(), ".tmp");
        try {
            Files.copy(plan, temporary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(
                    temporary,
                    plan.resolveSibling(plan.getFileName() + ".bak"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
