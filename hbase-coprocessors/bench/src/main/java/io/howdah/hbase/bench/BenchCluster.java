// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.minicluster.EmbeddedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;

/** HBase for a benchmark, in this JVM, in a directory of its own that is gone afterwards. Each peer has the same. */
public final class BenchCluster implements AutoCloseable {
    private final Path directory;
    private final EmbeddedStack stack;

    /**
     * @param regionServers how many
     * @param settings in addition to the stack's own
     */
    public BenchCluster(int regionServers, Map<String, String> settings) throws Exception {
        directory = Files.createTempDirectory("howdah-bench");
        try {
            stack = EmbeddedStack.builder()
                    .directory(directory)
                    .hbase(b -> {
                        b.regionServers(regionServers);
                        // As many as a server of this size would have: 8 is a stack's default, and too few beside
                        // writes.
                        b.set("hbase.regionserver.handler.count", "30");
                        settings.forEach(b::set);
                    })
                    .start();
        } catch (Exception e) {
            delete(directory);
            throw e;
        }
    }

    /** The stack's connection: not to be closed. */
    public Connection connection() throws IOException {
        return stack.hbase().connection();
    }

    EmbeddedStack stack() {
        return stack;
    }

    /** {@return {@code host:port} of ZooKeeper} */
    public String zooKeeper() {
        return stack.zooKeeper().connectString();
    }

    /** Everything in one store file for each region and family, as on a table that has come to rest. */
    public void settle(TableName table) throws IOException {
        stack.hbase().utility().flush(table);
        stack.hbase().utility().compact(table, true);
    }

    @Override
    public void close() {
        try {
            stack.close();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
