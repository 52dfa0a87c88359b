// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.bulk.BulkMutation;
import io.howdah.hbase.bulk.BulkProgress;
import io.howdah.hbase.bulk.BulkResult;
import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.bulk.core.BulkCounts;
import io.howdah.hbase.slice.core.ProtocolException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What {@code howdah hbase delete} and {@code update} have in common: rows, rate, resume, question, progress, output. */
final class BulkJob {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private WhereOptions where;

    @Option(names = "--dry-run", description = "count the rows that match, change nothing")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "ROWS",
            description = "change at most so many rows each second; default: no limit")
    private Long rate;

    @Option(
            names = "--timestamp",
            paramLabel = "MILLIS",
            description = "of all that is written; nothing newer is touched; default: now")
    private Long timestamp;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "keep in FILE how far the job is, and go on from there when FILE exists; deleted at the end")
    private Path resume;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    private long lastSaved = System.nanoTime();

    /**
     * @param verb for the question: "delete" or "set d:a=1 in"
     * @param change says what is done
     */
    int run(CommandSpec spec, String table, String verb, Consumer<BulkMutation> change) throws IOException {
        TableName name = TableName.valueOf(table);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Connection connection = cluster.connect()) {
            BulkMutation job =
                    BulkMutation.on(connection).table(name).deadline(Duration.ofSeconds(cluster.timeoutSeconds()));
            where.applyTo(job);
            change.accept(job);
            if (dryRun) {
                job.dryRun();
            }
            if (rate != null) {
                job.rate(rate);
            }
            if (timestamp != null) {
                job.timestamp(timestamp);
            }
            Optional<BulkCheckpoint> from = load();
            from.ifPresent(job::resume);
            confirm(name, verb);
            ProgressBar bar = new ProgressBar(err, ProgressBar.isTerminal(), System::nanoTime);
            BulkProgress[] last = new BulkProgress[1];
            job.progress(progress -> {
                last[0] = progress;
                told(bar, progress);
            });
            BulkResult result;
            try {
                result = job.execute();
                bar.end();
            } catch (IOException | RuntimeException e) {
                bar.end();
                if (resume != null && last[0] != null) {
                    save(last[0].checkpoint().get());
                    err.println("what is done is in " + resume + ": the same command goes on from there");
                }
                throw e;
            }
            if (resume != null) {
                Files.deleteIfExists(resume);
            }
            print(out, name, result);
            return HBaseCommand.OK;
        }
    }

    private void confirm(TableName table, String verb) {
        if (yes || dryRun) {
            return;
        }
        Console console = ProgressBar.isTerminal() ? System.console() : null;
        if (console == null) {
            throw new IllegalArgumentException(
                    "--yes is needed where nobody can be asked; see first what --dry-run counts");
        }
        String answer = console.readLine("%s %s of table %s? Type yes: ", verb, where.text(), table);
        if (answer == null || !answer.strip().equals("yes")) {
            throw new IllegalArgumentException("not confirmed: nothing was changed");
        }
    }

    private Optional<BulkCheckpoint> load() throws IOException {
        if (resume == null || !Files.exists(resume)) {
            return Optional.empty();
        }
        try {
            return Optional.of(BulkCheckpoint.fromBytes(Files.readAllBytes(resume)));
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new IllegalArgumentException("--resume " + resume + ": " + e.getMessage(), e);
        }
    }

    private void told(ProgressBar bar, BulkProgress progress) {
        long now = System.nanoTime();
        if (resume != null && now - lastSaved >= SAVE_NANOS) {
            try {
                save(progress.checkpoint().get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            lastSaved = now;
        }
        bar.at(progress.fraction(), progress.counts().scanned());
    }

    /** Under a temporary name in the same directory, then renamed: whoever is killed leaves the file before. */
    private void save(BulkCheckpoint checkpoint) throws IOException {
        Path target = resume.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            Files.write(temporary, checkpoint.toBytes());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void print(PrintWriter out, TableName table, BulkResult result) {
        BulkCounts counts = result.counts();
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("table", table.getNameAsString());
            map.put("dry_run", dryRun);
            map.put("scanned", counts.scanned());
            map.put("matched", counts.matched());
            map.put("changed", counts.changed());
            map.put("no_longer_matching", counts.lost());
            map.put("newer", counts.newer());
            map.put("timestamp", result.timestamp());
            map.put("millis", result.elapsed().toMillis());
            out.println(Json.of(map));
            return;
        }
        out.printf(
                "%s: %d rows read, %d match, %s%n",
                table,
                counts.scanned(),
                counts.matched(),
                dryRun
                        ? "nothing changed (dry run)"
                        : counts.changed() + " changed" + some(counts.lost(), "no longer matched when locked")
                                + some(counts.newer(), "newer than timestamp " + result.timestamp()));
    }

    private static String some(long rows, String what) {
        return rows == 0 ? "" : ", " + rows + " left alone: " + what;
    }
}
