// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.PlacementExplainer;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import io.howdah.hdfs.placement.PlacementExplainer.Verdict;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah placement explain}: where each replica is, and which rule that breaks today. */
@Command(
        name = "explain",
        description = {
            "Prints for every block of a file, or of all files below a directory, where its replicas are and whether a rule is broken.",
            "Judged by today's inventory and DataNodes: it cannot know what was true when the block was written."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: howdah placement explain /data/part-00000"})
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "file or directory in HDFS")
    private String path;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "directory with core-site.xml and hdfs-site.xml (default: the classpath's)")
    private Path conf;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "set a configuration key")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "inventory (default: howdah.placement.inventory.file)")
    private Path inventory;

    @Option(names = "--violations", description = "print only blocks that break a rule")
    private boolean violationsOnly;

    @Option(names = "--json", description = "print a JSON array, one object per block")
    private boolean json;

    @Option(names = "-v", description = "print stack traces")
    boolean verbose; // read by Runner from the arguments, before they are parsed

    private int blocks;
    private int broken;

    @Override
    public Integer call() throws IOException {
        Configuration configuration = configuration();
        SiteResolver resolver = resolver(configuration);
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(path);
        try (FileSystem fileSystem = FileSystem.newInstance(target.toUri(), configuration)) {
            if (!(fileSystem instanceof DistributedFileSystem hdfs)) {
                throw new IllegalArgumentException("fs.defaultFS=" + configuration.get("fs.defaultFS")
                        + ": not HDFS; allowed: hdfs:// (use --conf DIR or -D fs.defaultFS=...)");
            }
            PlacementExplainer explainer =
                    new PlacementExplainer(resolver, hdfs.getDataNodeStats(DatanodeReportType.LIVE));
            StringWriter buffer = new StringWriter();
            JsonGenerator generator = json
                    ? new JsonFactory()
                            .createGenerator(spec.commandLine().getOut())
                            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    : new JsonFactory().createGenerator(buffer);
            generator.writeStartArray();
            RemoteIterator<LocatedFileStatus> files = hdfs.listFiles(target, true);
            while (files.hasNext()) {
                explain(hdfs, files.next(), explainer, generator);
            }
            generator.writeEndArray();
            generator.close();
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(path + ": no such file or directory; allowed: a path in HDFS", e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? "" : blocks + " block(s), " + broken + " break a rule");
        return broken > 0 ? Runner.NO : Runner.OK;
    }

    private void explain(
            DistributedFileSystem hdfs, LocatedFileStatus file, PlacementExplainer explainer, JsonGenerator generator)
            throws IOException {
        String name = file.getPath().toUri().getPath();
        List<LocatedBlock> located =
                hdfs.getClient().getLocatedBlocks(name, 0, file.getLen()).getLocatedBlocks();
        for (LocatedBlock block : located) {
            Explanation explanation = explainer.explain(block, file.getReplication());
            boolean bad = explanation.verdict() == Verdict.VIOLATION || explanation.verdict() == Verdict.NOTHING_BETTER;
            blocks++;
            broken += bad ? 1 : 0;
            if (bad || !violationsOnly) {
                if (json) {
                    write(generator, name, explanation);
                } else {
                    print(name, explanation);
                }
            }
        }
    }

    private void print(String file, Explanation explanation) {
        PrintWriter out = spec.commandLine().getOut();
        String verdict = switch (explanation.verdict()) {
            case OK -> "OK";
            case VIOLATION -> "VIOLATION: " + String.join("; ", explanation.reasons());
            case NOTHING_BETTER ->
                "VIOLATION: " + String.join("; ", explanation.reasons()) + " (nothing better is in service)";
            case NOT_JUDGED -> "not judged: " + String.join("; ", explanation.reasons());
        };
        out.printf("%s %s %s%n", file, explanation.block(), verdict);
        for (PlacementExplainer.Replica replica : explanation.replicas()) {
            String domains = replica.site().domains().stream()
                    .map(value -> Objects.requireNonNullElse(value, "-"))
                    .collect(Collectors.joining(" "));
            out.printf("  %-32s %-20s %s%n", replica.node(), replica.site().rack(), domains);
        }
    }

    private void write(JsonGenerator generator, String file, Explanation explanation) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("file", file);
        generator.writeStringField("block", explanation.block());
        generator.writeStringField("verdict", explanation.verdict().name());
        generator.writeArrayFieldStart("reasons");
        for (String reason : explanation.reasons()) {
            generator.writeString(reason);
        }
        generator.writeEndArray();
        generator.writeArrayFieldStart("replicas");
        for (PlacementExplainer.Replica replica : explanation.replicas()) {
            generator.writeStartObject();
            generator.writeStringField("node", replica.node());
            generator.writeStringField("rack", replica.site().rack());
            generator.writeArrayFieldStart("domains");
            for (String value : replica.site().domains()) {
                generator.writeString(value);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private Configuration configuration() {
        Configuration configuration = new HdfsConfiguration();
        if (conf != null) {
            for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
                Path file = conf.resolve(name);
                if (!Files.isReadable(file)) {
                    throw new IllegalArgumentException(
                            file + ": not readable; allowed: a directory with core-site.xml and hdfs-site.xml");
                }
                configuration.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
            }
        }
        settings.forEach(configuration::set);
        return configuration;
    }

    private SiteResolver resolver(Configuration configuration) {
        PlacementSettings placement = PlacementSettings.parse(configuration::get);
        if (inventory != null) {
            placement = placement.withInventoryFile(inventory.toAbsolutePath());
        }
        Path file = placement
                .inventoryFile()
                .orElseThrow(() -> new IllegalArgumentException(PlacementSettings.INVENTORY_FILE.name()
                        + " is not set; allowed: set it, or pass --inventory FILE"));
        try {
            return new SiteResolver(
                    placement.hardDomains(), new InventorySource(file, placement.maxBytes(), Clock.systemUTC()));
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
