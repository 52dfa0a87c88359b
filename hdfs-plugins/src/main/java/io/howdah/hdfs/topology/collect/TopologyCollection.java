// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.DataNodeEntry;
import io.howdah.hdfs.topology.collect.core.InventoryDiff;
import io.howdah.hdfs.topology.collect.core.InventoryMerge;
import io.howdah.hdfs.topology.collect.core.KnownValue;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import io.howdah.hdfs.topology.collect.core.MergeInput;
import io.howdah.hdfs.topology.collect.core.MergeResult;
import io.howdah.hdfs.topology.collect.core.SourceFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks every source and merges what they say with what the last run knew. Nothing is written before {@link #write}; use
 * one per sources file, from one thread at a time.
 */
public final class TopologyCollection {
    private static final int TICK_SECONDS = 10;

    private final Path sourcesFile;
    private final Path output;
    private final Path state;
    private final Clock clock;
    private final Hypervisor.Opener libvirt;

    /** Told every ten seconds how many of the probes have ended. */
    public interface Progress {
        void ended(int done, int of);
    }

    /**
     * What a run found.
     *
     * @param inventory the merged inventory
     * @param before the inventory there was, or an empty one
     * @param probes how each hypervisor, database and file answered, in the order of the sources file
     * @param merge the merge's findings
     * @param problems what an operator should know of the files of the last run
     * @param time when this run began
     */
    public record Outcome(
            Inventory inventory,
            Inventory before,
            List<ProbeOutcome> probes,
            MergeResult merge,
            List<String> problems,
            Instant time) {
        /** {@return whether every source answered, every DataNode was found and nothing old was kept} */
        public boolean complete() {
            return probes.stream().allMatch(ProbeOutcome::answered)
                    && merge.missing().isEmpty()
                    && merge.kept().isEmpty();
        }

        /** {@return what changes from the inventory there was, a line for each DataNode} */
        public List<String> changes() {
            return InventoryDiff.between(before, inventory);
        }
    }

    /**
     * @param sourcesFile who is asked
     * @param output the inventory, or null for none: then nothing is kept of an earlier run
     * @param state what earlier runs knew; null: OUTPUT.state.json
     * @param clock for ages
     */
    public TopologyCollection(Path sourcesFile, Path output, Path state, Clock clock) {
        this(sourcesFile, output, state, clock, LibvirtHypervisor::open);
    }

    TopologyCollection(Path sourcesFile, Path output, Path state, Clock clock, Hypervisor.Opener libvirt) {
        this.sourcesFile = sourcesFile;
        this.output = output;
        this.state =
                state != null || output == null ? state : output.resolveSibling(output.getFileName() + ".state.json");
        this.clock = clock;
        this.libvirt = libvirt;
    }

    /**
     * Asks and merges; writes nothing.
     *
     * @throws InventoryException when a file of the operator's is wrong, or the result is no valid inventory
     * @throws IOException when the files of the last run cannot be read
     */
    public Outcome collect(Progress progress) throws InventoryException, IOException, InterruptedException {
        Instant now = clock.instant();
        SourcesFile sources = SourcesFile.read(sourcesFile);
        List<DataNodeEntry> dataNodes = DataNodeTable.read(sources.dataNodes());
        List<Probe> probes = new ArrayList<>();
        for (SourcesFile.Source source : sources.sources()) {
            probes.addAll(Probes.of(source, libvirt, clock));
        }
        List<String> problems = new ArrayList<>();
        Inventory before = before(problems);
        Map<String, Map<Attribute, KnownValue>> previous = previous(before, now, problems);
        List<ProbeOutcome> outcomes = ProbeRunner.run(probes, sources.parallel(), TICK_SECONDS, progress::ended);

        List<SourceFacts> facts = new ArrayList<>();
        for (SourcesFile.Source source : sources.sources()) {
            List<MachineFact> machines = new ArrayList<>();
            outcomes.stream()
                    .filter(outcome -> outcome.source().equals(source.name()))
                    .forEach(outcome -> machines.addAll(outcome.machines()));
            facts.add(new SourceFacts(source.name(), machines));
        }
        boolean incomplete = !outcomes.stream().allMatch(ProbeOutcome::answered);
        MergeResult merge = InventoryMerge.merge(new MergeInput(
                dataNodes, facts, incomplete, previous, sources.backendNames(), sources.defaultRack(), now));
        Inventory inventory = merge.nodes().isEmpty() ? Inventory.empty() : merge.inventory("collected");
        return new Outcome(inventory, before, outcomes, merge, problems, now);
    }

    /**
     * Writes the state and the inventory, in that order, each atomically. The inventory is not touched when nothing
     * changed and the run was not complete: its age is how the NameNode sees that nobody confirmed it.
     *
     * @return whether the inventory was written
     * @throws IOException when a file cannot be written; it is then as before
     */
    public boolean write(Outcome outcome) throws IOException {
        if (output == null || outcome.inventory().size() == 0) {
            return false;
        }
        LastKnown.write(outcome.merge().nodes(), state);
        if (!outcome.complete() && outcome.changes().isEmpty()) {
            return false;
        }
        InventoryWriter.write(outcome.inventory(), output);
        return true;
    }

    private Inventory before(List<String> problems) {
        if (output == null || !Files.exists(output)) {
            return Inventory.empty();
        }
        try {
            return InventoryYaml.read(output, InventoryFileSource.MAX_BYTES);
        } catch (InventoryException e) {
            problems.add(e.getMessage() + " (the last inventory cannot be compared with)");
            return Inventory.empty();
        }
    }

    private Map<String, Map<Attribute, KnownValue>> previous(Inventory before, Instant now, List<String> problems)
            throws IOException {
        Optional<Map<String, Map<Attribute, KnownValue>>> known = Optional.empty();
        try {
            known = state == null ? Optional.empty() : LastKnown.read(state);
        } catch (SourceFailure e) {
            problems.add(e.getMessage() + " (using the last inventory instead)");
        }
        return known.isPresent() || output == null
                ? known.orElse(Map.of())
                : LastKnown.of(before, output.getFileName().toString(), LastKnown.written(output, now));
    }
}
