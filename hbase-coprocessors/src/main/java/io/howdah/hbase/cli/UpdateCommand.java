// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase update}. */
@Command(
        name = "update",
        header = "Sets columns of the rows that match, on the region servers; each is asked again under its lock",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Needs 'howdah hbase deploy TABLE --endpoint bulk' once. VALUE is UTF-8, with",
            "\\xNN for other bytes. A column written after the job began is left alone.",
            "",
            "Example: howdah hbase update birdstrikes --where d:status=draft \\",
            "         --set d:status=final --yes",
            "Exit: 0 ok, 2 bad usage or input, 3 cannot tell (run it again: it goes on)."
        })
final class UpdateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BulkJob job;

    @Parameters(paramLabel = "TABLE", description = "name, or namespace:name")
    private String table;

    @Option(
            names = "--set",
            paramLabel = "COL=VALUE",
            required = true,
            description = "the column's new value; again: one more")
    private List<String> set;

    @Override
    public Integer call() throws Exception {
        Map<Column, byte[]> values = new LinkedHashMap<>();
        for (String text : set) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("--set " + text + ": write family:qualifier=value");
            }
            if (values.put(Column.parse(text.substring(0, equals)), Printable.parse(text.substring(equals + 1)))
                    != null) {
                throw new IllegalArgumentException("--set " + text + ": the column is set twice");
            }
        }
        return job.run(spec, table, "set " + String.join(" ", set) + " in", bulk -> values.forEach(bulk::set));
    }
}
