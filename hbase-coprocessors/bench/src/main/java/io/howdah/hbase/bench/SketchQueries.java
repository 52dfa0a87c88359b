// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.DistinctEstimate;
import io.howdah.hbase.aggregation.core.Quantiles;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/** How many different numbers a {@link NumberedTable} has and which one 99% do not exceed: by ours, about; by a scan, exactly. */
final class SketchQueries {
    private static final byte[] FAMILY = Bytes.toBytes("d");
    private static final byte[] NUMBER = Bytes.toBytes("n");

    private final NumberedTable data;
    private final Connection connection;

    SketchQueries(NumberedTable data, Connection connection) {
        this.data = data;
        this.connection = connection;
    }

    Object oursDistinct() throws IOException {
        return Math.round(on().distinct("d:n")
                .execute()
                .total()
                .value("distinct(d:n)")
                .as(DistinctEstimate.class)
                .estimate());
    }

    Object oursP99() throws IOException {
        return Math.round(on().quantiles("d:n", Decoders.LONG, 0.99)
                .execute()
                .total()
                .values()
                .values()
                .iterator()
                .next()
                .as(Quantiles.class)
                .values()
                .get(0));
    }

    private ExactAggregation on() {
        return ExactAggregation.on(connection).table(data.name());
    }

    Object scanDistinct() throws IOException {
        long[] numbers = numbers();
        return Arrays.stream(numbers).distinct().count();
    }

    Object scanP99() throws IOException {
        long[] numbers = numbers();
        Arrays.sort(numbers);
        return numbers[(int) Math.ceil(numbers.length * 0.99) - 1];
    }

    private long[] numbers() throws IOException {
        long[] numbers = new long[data.rows()];
        int[] next = new int[1];
        scan(number -> numbers[next[0]++] = number);
        return numbers;
    }

    private void scan(LongConsumer numbers) throws IOException {
        try (Table table = connection.getTable(TableName.valueOf(data.name()));
                ResultScanner scanner = table.getScanner(new Scan().addColumn(FAMILY, NUMBER))) {
            for (Result row : scanner) {
                numbers.accept(Bytes.toLong(row.value()));
            }
        }
    }
}
