// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.audit.FileWalk;
import io.howdah.hdfs.placement.PlacementExplainer;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ClusterOptions clusterOptions;

    @Option(names = "--violations", description = "print only blocks that break a rule")
    private boolean violationsOnly;

    @Option(names = "--json", description = "print a JSON array, one object per block")
    private boolean json;

    private int blocks;
    private int broken;

    @Override
    public Integer call() throws IOException {
        try (ClusterOptions.Cluster cluster = clusterOptions.open(path)) {
            DFSClient client = cluster.hdfs().getClient();
            PlacementExplainer explainer = new PlacementExplainer(
                    cluster.resolver(),
                    client.datanodeReport(DatanodeReportType.LIVE),
                    cluster.placement().minRacks());
            StringWriter buffer = new StringWriter();
            JsonGenerator generator = json
                    ? new JsonFactory()
                            .createGenerator(spec.commandLine().getOut())
                            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    : new JsonFactory().createGenerator(buffer);
            generator.writeStartArray();
            FileWalk walk = new FileWalk(client, WalkOptions.root(path), null, false);
            for (FileWalk.FoundFile file = walk.next(); file != null; file = walk.next()) {
                explain(file, explainer, generator);
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

    private void explain(FileWalk.FoundFile file, PlacementExplainer explainer, JsonGenerator generator)
            throws IOException {
        for (LocatedBlock block : file.blocks()) {
            Explanation explanation = explainer.explain(block, file.status());
            blocks++;
            broken += explanation.broken() ? 1 : 0;
            if (explanation.broken() || !violationsOnly) {
                if (json) {
                    write(generator, file.path(), explanation);
                } else {
                    print(file.path(), explanation);
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
}
