// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.AsyncAggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.LongColumnInterpreter;

/** HBase's own two clients, counting the rows of a table again and again; what they answer is counted, not judged. */
final class StockClients {
    private static final int SECONDS = 120;

    private final Configuration configuration;
    private final TableName table;
    private final long rows;

    StockClients(Configuration configuration, TableName table, long rows) {
        this.configuration = new Configuration(configuration);
        this.configuration.setInt("hbase.client.operation.timeout", SECONDS * 1_000);
        this.table = table;
        this.rows = rows;
    }

    private interface Count {
        long rows() throws Throwable;
    }

    private static Scan scan() {
        return new Scan().addFamily(NumberedRows.FAMILY);
    }

    /** AggregationClient, one call after the other, until told to stop. */
    String sync(BooleanSupplier done) throws IOException {
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                AggregationClient client = new AggregationClient(connection)) {
            return tally(done, () -> client.rowCount(table, new LongColumnInterpreter(), scan()));
        }
    }

    /** AsyncAggregationClient, one call after the other, until told to stop. */
    String async(BooleanSupplier done) throws Exception {
        try (AsyncConnection connection =
                ConnectionFactory.createAsyncConnection(configuration).get()) {
            return tally(
                    done,
                    () -> AsyncAggregationClient.rowCount(
                                    connection.getTable(table), new LongColumnInterpreter(), scan())
                            .get(SECONDS, TimeUnit.SECONDS));
        }
    }

    private String tally(BooleanSupplier done, Count count) {
        int asked = 0;
        int wrong = 0;
        int failed = 0;
        String example = "";
        while (!done.getAsBoolean()) {
            asked++;
            try {
                long answer = count.rows();
                if (answer != rows) {
                    wrong++;
                    example = ", the last wrong one " + answer + " of " + rows + " rows";
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                break;
            } catch (Throwable e) {
                failed++;
            }
        }
        return asked + " asked, " + wrong + " wrong, " + failed + " failed" + example;
    }
}
