// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.birdstrikes.BirdStrikeCsv;
import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Puts the rows into HDFS, in blocks small enough that placement has something to decide. */
final class LoadRowsStep implements DemoStep {

    /** How many rows the input has. */
    record Rows(long count) {}

    static final Path TABLE = new Path("/demo/birdstrikes.csv");
    static final String POLICY = "io.howdah.hdfs.placement.FailureDomainPlacementPolicy";
    private static final String BEAN = "Hadoop:service=*,name=HowdahPlacement*";
    private static final short REPLICATION = 3;
    /** At most this many blocks, however large the input is: each is three files on the user's disk. */
    private static final long BLOCKS = 40;

    private static final long SMALLEST_BLOCK = 64L << 10;

    @Override
    public String title() {
        return "Load the rows; no two replicas on one physical host";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.HDFS_PLUGINS);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        HdfsHandle hdfs = context.stack().hdfs();
        long rows = BirdStrikeCsv.validate(context.input());
        long bytes = Files.size(context.input());
        write(hdfs.fileSystem(), context.input(), bytes);
        context.keep(new Rows(rows));

        Map<String, String> physicalHosts =
                hdfs.machines().stream().collect(Collectors.toMap(Machine::hostName, Machine::physicalHost));
        List<List<String>> shown = new ArrayList<>();
        int shared = 0;
        BlockLocation[] blocks = hdfs.fileSystem().getFileBlockLocations(TABLE, 0, bytes);
        for (BlockLocation block : blocks) {
            Map<String, String> replicas = new TreeMap<>();
            for (String host : block.getHosts()) {
                replicas.put(host, physicalHosts.get(host));
            }
            Set<String> distinct = new HashSet<>(replicas.values());
            StepFailure.unless(
                    replicas.size() == REPLICATION,
                    "a block has " + replicas.size() + " replicas, " + REPLICATION + " are expected");
            if (distinct.size() < replicas.size()) {
                shared++;
            }
            if (shown.size() < 6) {
                shown.add(List.of(
                        String.valueOf(shown.size() + 1),
                        String.join(", ", replicas.keySet()),
                        String.join(", ", replicas.values())));
            }
        }
        String policy = hdfs.activeNameNode()
                .getNamesystem()
                .getBlockManager()
                .getBlockPlacementPolicy()
                .getClass()
                .getName();
        StepFailure.unless(
                policy.equals(POLICY),
                "the NameNode's placement policy is " + policy + ", not " + POLICY + ": hdfs-plugins is off (" + shared
                        + " of " + blocks.length + " blocks have two replicas on one physical host)");
        long placements =
                Jmx.awaitAtLeast(blocks.length, Web.of(hdfs.nameNodes().get(0)), BEAN, "Placements");
        StepFailure.unless(
                shared == 0, shared + " of " + blocks.length + " blocks have two replicas on one physical host");

        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "%,d rows (%,d KB) in %d blocks; every block's replicas are on %d different physical hosts.",
                        rows,
                        bytes >> 10,
                        blocks.length,
                        REPLICATION))
                .table(new Table("The first blocks", List.of("block", "replicas on", "physical hosts"), shown))
                .evidence("policy class in the active NameNode", policy)
                .evidence("Placements in the NameNode's /jmx", placements)
                .evidence("blocks with two replicas on one physical host", shared)
                .tile(
                        String.format(Locale.ROOT, "%,d", rows),
                        "rows",
                        "in " + blocks.length + " blocks, 3 replicas each")
                .command("hdfs dfs -put birdstrikes.csv /data/ && howdah placement explain /data/birdstrikes.csv");
    }

    private static void write(FileSystem fs, java.nio.file.Path input, long bytes) throws IOException {
        long unit = SMALLEST_BLOCK;
        long blockSize = Math.max(SMALLEST_BLOCK, (bytes / BLOCKS + unit - 1) / unit * unit);
        // A killed client must not leave half a table under its real name.
        Path temporary = new Path(TABLE.getParent(), "._" + TABLE.getName());
        try (OutputStream out = fs.create(temporary, true, 64 << 10, REPLICATION, blockSize)) {
            Files.copy(input, out);
        }
        if (!fs.rename(temporary, TABLE)) {
            throw new IOException("could not rename " + temporary + " to " + TABLE);
        }
    }
}
