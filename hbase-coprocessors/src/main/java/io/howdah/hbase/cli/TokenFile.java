// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.client.AggregationProgress;
import io.howdah.hbase.client.AggregationToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The file of {@code --resume}: renewed every second at most, and so that it takes a tenth of the time at most. */
final class TokenFile {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final PrintWriter err;
    private long next = System.nanoTime();
    private boolean givenUp;

    /** @param file null: none */
    TokenFile(Path file, PrintWriter err) {
        this.file = file;
        this.err = err;
    }

    Optional<AggregationToken> load() throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException("--resume " + file + ": there is no such directory");
        }
        return Files.exists(file) ? Optional.of(AggregationToken.load(file)) : Optional.empty();
    }

    void keep(AggregationProgress progress) {
        long now = System.nanoTime();
        if (file == null || givenUp || now < next) {
            return;
        }
        try {
            progress.token().save(file);
        } catch (AggregationException e) {
            givenUp = true;
            err.println("howdah hbase agg: " + file + " is not renewed any more: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("--resume " + file + ": " + e, e);
        }
        long took = System.nanoTime() - now;
        next = now + Math.max(SAVE_NANOS, 10 * took);
    }

    void keep(AggregationToken token) throws IOException {
        if (file != null) {
            token.save(file);
            err.println("howdah hbase agg: what is done is in " + file + ": the same command goes on from there");
        }
    }

    void delete() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
