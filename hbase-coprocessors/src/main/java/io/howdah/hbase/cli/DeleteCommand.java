// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase delete}. */
@Command(
        name = "delete",
        header = "Deletes the rows that match, on the region servers; each is asked again under its lock",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Needs 'howdah hbase deploy TABLE --endpoint bulk' once. Nothing written after",
            "the job began is deleted.",
            "",
            "Example: howdah hbase delete birdstrikes --where d:status=draft --rate 5000 \\",
            "         --resume drafts.job --yes",
            "Exit: 0 ok, 2 bad usage or input, 3 cannot tell (run it again: it goes on)."
        })
final class DeleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BulkJob job;

    @Parameters(paramLabel = "TABLE", description = "name, or namespace:name")
    private String table;

    @Option(names = "--column", paramLabel = "COL", description = "delete this column only, not the row; again: both")
    private List<String> columns = List.of();

    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            description = "delete this family only, not the row; again: both")
    private List<String> families = List.of();

    @Override
    public Integer call() throws Exception {
        List<Column> targets = columns.stream().map(Column::parse).toList();
        List<byte[]> whole = families.stream().map(Printable::parse).toList();
        return job.run(spec, table, "delete", bulk -> bulk.delete(targets, whole));
    }
}
