// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.cli.PlacementCommand;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Runs {@code howdah placement} as an operator does: with a directory of site files, here or in a JVM of its own. */
record CommandRun(int code, String out, String err) {
    /** In this JVM. */
    static CommandRun here(Path conf, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--conf", conf.toString()));
        int code = PlacementCommand.run(
                all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        System.out.printf("howdah placement %s: %d%n%s%s%n", String.join(" ", args), code, out, err);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** In a JVM of its own; its output goes to the file. */
    static Process apart(
            Path conf, Path output, List<String> jvmOptions, Map<String, String> environment, String... args)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + File.separator + "bin/java", "-Xmx256m"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PlacementCommand.class.getName()));
        command.addAll(List.of(args));
        command.addAll(List.of("--conf", conf.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Writes what a client of the cluster has in {@code /etc/hadoop/conf}. */
    static Path siteFiles(Configuration configuration, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
            try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
                configuration.writeXml(out);
            }
        }
        return directory;
    }
}
