// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.servers;

import io.howdah.hdfs.cli.TopologyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code howdah topology collect}, run as an operator does. */
public record CollectRun(int code, String out, String err) {
    /** Runs it to the end. */
    public static CollectRun of(Path sources, Path output, String... options) {
        List<String> args = new ArrayList<>(List.of("collect", "--sources", sources.toString()));
        if (output != null) {
            args.addAll(List.of("--output", output.toString()));
        }
        args.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = TopologyCommand.run(
                args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        System.out.printf("howdah topology %s: %d%n%s%s%n", String.join(" ", args), code, out, err);
        return new CollectRun(code, out.toString(), err.toString());
    }
}
