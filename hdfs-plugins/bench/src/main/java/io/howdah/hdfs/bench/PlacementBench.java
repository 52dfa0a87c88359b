// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * chooseTarget per second, one thread: {@code BlockPlacementPolicyDefault} and {@link FailureDomainPlacementPolicy} in
 * turns on the same descriptors, so that a busy machine disturbs both alike. The figure is the median of the turns.
 */
@Command(
        name = "bin/bench placement",
        header = "chooseTarget per second, the stock policy beside ours, one thread",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench placement --quick"})
public final class PlacementBench implements Callable<Integer> {
    private static final String PEER = "BlockPlacementPolicyDefault";
    private static final String METRIC = "chooseTarget/s";

    private record Case(String name, int nodes, double full) {}

    private record Row(String name, double ours, double stock) {
        double ratio() {
            return ours / stock;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("N=100 empty", 100, 0),
            new Case("N=1000 empty", 1000, 0),
            new Case("N=1000 95%-full", 1000, 0.95));

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "shorter turns; ends within 2 minutes")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows go as a JSON array")
    private Path json;

    @Option(names = "--seeds", paramLabel = "N", description = "clusters per case (default: 3)", defaultValue = "3")
    private int seeds;

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine =
                new CommandLine(new PlacementBench()).setOut(out).setErr(err);
        commandLine.setParameterExceptionHandler((e, line) -> {
            err.println("bin/bench placement: " + e.getMessage());
            return 2;
        });
        commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
            err.println("bin/bench placement: " + e.getMessage());
            return e instanceof IllegalArgumentException ? 2 : 3;
        });
        System.exit(commandLine.execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1 || seeds > 100) {
            throw new IllegalArgumentException("--seeds=" + seeds + ": not allowed; allowed: 1 to 100");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-18s %-16s %28s %28s %8s%n", "case", "metric", PEER, "FailureDomainPlacementPolicy", "ratio");
        run(new Case("warm-up", 200, 0.5), 1, 3, TimeUnit.SECONDS.toNanos(1)); // so that no case pays for compilation
        List<Row> rows = new ArrayList<>();
        for (Case each : CASES) {
            Row row = run(each, seeds, quick ? 5 : 11, TimeUnit.MILLISECONDS.toNanos(quick ? 400 : 1000));
            rows.add(row);
            out.printf(
                    Locale.ROOT,
                    "%-18s %-16s %28.0f %28.0f %8.1f%n",
                    row.name(),
                    METRIC,
                    row.stock(),
                    row.ours(),
                    row.ratio());
        }
        if (json != null) {
            write(rows);
        }
        return 0;
    }

    private Row run(Case each, int clusters, int turns, long nanos) throws IOException {
        List<Double> stockRates = new ArrayList<>();
        List<Double> ourRates = new ArrayList<>();
        Inventory inventory = ChooseTargetCase.inventory(each.nodes());
        Path file = Files.createTempFile("howdah-bench", ".yaml");
        try {
            InventoryWriter.write(inventory, file);
            Configuration conf = new Configuration(false);
            conf.set(
                    PlacementSettings.INVENTORY_FILE.name(),
                    file.toAbsolutePath().toString());
            for (int seed = 0; seed < clusters; seed++) {
                ChooseTargetCase cluster = new ChooseTargetCase(inventory, conf, each.full(), seed);
                BlockPlacementPolicy stock = cluster.cluster().newDefaultPolicy(conf);
                BlockPlacementPolicy ours =
                        cluster.cluster().initialize(PlacementSimulation.seededPolicy(new Random(seed)), conf);
                cluster.perSecond(stock, nanos); // warm-up
                cluster.perSecond(ours, nanos);
                for (int turn = 0; turn < turns; turn++) {
                    stockRates.add(cluster.perSecond(stock, nanos));
                    ourRates.add(cluster.perSecond(ours, nanos));
                }
                if (cluster.shortOfReplicas() > 0) {
                    spec.commandLine()
                            .getErr()
                            .printf(
                                    "%s, seed %d: %d choices were short of replicas%n",
                                    each.name(), seed, cluster.shortOfReplicas());
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return new Row(each.name(), median(ourRates), median(stockRates));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void write(List<Row> rows) throws IOException {
        Path target = json.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try (JsonGenerator generator = new JsonFactory()
                .createGenerator(Files.newBufferedWriter(temporary, StandardCharsets.UTF_8))
                .setPrettyPrinter(new DefaultPrettyPrinter())) {
            generator.writeStartArray();
            for (Row row : rows) {
                generator.writeStartObject();
                generator.writeStringField("case", row.name());
                generator.writeStringField("metric", METRIC);
                generator.writeStringField("unit", "1/s");
                generator.writeStringField("better", "higher");
                generator.writeNumberField("ours", row.ours());
                generator.writeStringField("peer", PEER);
                generator.writeNumberField("peer_value", row.stock());
                generator.writeNumberField("ratio", row.ratio());
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
