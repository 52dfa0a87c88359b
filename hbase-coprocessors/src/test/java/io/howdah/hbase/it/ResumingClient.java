// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.AggregationToken;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.util.Bytes;

/** A client in a process of its own: {@code begin} a slow aggregate that keeps its token in a file, or {@code resume}. */
public final class ResumingClient {
    private ResumingClient() {}

    public static void main(String[] args) throws IOException {
        Configuration configuration = HBaseConfiguration.create();
        configuration.addResource(new org.apache.hadoop.fs.Path(args[1], "hbase-site.xml"));
        Path file = Path.of(args[2]);
        try (Connection connection = ConnectionFactory.createConnection(configuration)) {
            ExactAggregation aggregation = ExactAggregation.on(connection);
            if (args[0].equals("resume")) {
                aggregation.resume(AggregationToken.load(file));
            } else {
                aggregation
                        .table("numbers")
                        .scan((Scan) new Scan().setAttribute(ScriptedObserver.SCRIPT, Bytes.toBytes("slow")))
                        .count()
                        .sum("d:n", Decoders.LONG)
                        .threads(2)
                        .sliceLimits(new SliceLimits(0, 10, 0, 0))
                        .onProgress(progress -> {
                            try {
                                progress.token().save(file);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
            }
            AggregationResult result = aggregation.execute();
            System.out.println("answer " + result.count() + " "
                    + result.total().sum("d:n").asText() + " " + result.stats().rowsScanned());
        }
    }
}
