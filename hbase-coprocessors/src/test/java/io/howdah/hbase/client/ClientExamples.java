// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.core.Decoders;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.client.Connection;

/** The examples of README.md: what stands between the comments there and here is the same, and is run. */
final class ClientExamples {
    private ClientExamples() {}

    static void groups(Connection connection, PrintStream out) throws IOException {
        // tag::groups
        AggregationResult result = ExactAggregation.on(connection)
                .table("birdstrikes")
                .groupBy("d:species")
                .count()
                .sum("d:cost", Decoders.LONG)
                .execute();
        for (AggregationResult.Group group : result.groups()) {
            out.println(group.keyText(0) + " " + group.count() + " "
                    + group.sum("d:cost").asLong());
        }
        // end::groups
    }

    static void future(Connection connection, PrintStream out) throws Exception {
        // tag::future
        CompletableFuture<AggregationResult> count =
                ExactAggregation.on(connection).table("birdstrikes").count().executeAsync();
        try {
            out.println(count.get(30, TimeUnit.SECONDS).count());
        } finally {
            count.cancel(true); // Nothing when it is complete; else region servers stop after the slice they are at.
        }
        // end::future
    }

    static void listeners(Connection connection, PrintStream out) throws IOException {
        // tag::listeners
        ExactAggregation.on(connection)
                .table("birdstrikes")
                .count()
                .onSlice(slice -> out.println(slice.count() + " more rows, " + slice.coverage()))
                .onProgress(progress -> out.printf("%.0f%%%n", progress.fraction() * 100))
                .execute();
        // end::listeners
    }

    static void resume(Connection connection, PrintStream out, Path file) throws IOException {
        // tag::resume
        ExactAggregation aggregation = ExactAggregation.on(connection)
                .table("birdstrikes")
                .sum("d:cost", Decoders.LONG)
                .deadline(Duration.ofHours(1))
                .onProgress(progress -> {
                    try {
                        progress.token().save(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        if (Files.exists(file)) {
            aggregation.resume(AggregationToken.load(file)); // Killed before: on from there, in whatever process.
        }
        out.println(aggregation.execute().total().sum("d:cost").asBigInteger());
        Files.deleteIfExists(file);
        // end::resume
    }

    static void each(Connection connection, PrintStream out) throws IOException {
        // tag::each
        ExactAggregation.on(connection)
                .table("birdstrikes")
                .groupBy("d:aircraft")
                .count()
                .forEachGroup(group -> out.println(group.keyText(0) + " " + group.count()));
        // end::each
    }
}
