// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The examples of README.md on a running HBase. */
class ClientExamplesIT {
    private static final byte[] FAMILY = Bytes.toBytes("d");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.coprocessor.user.region.classes", AggregationEndpoint.class.getName())));

    private interface Example {
        void run(PrintStream out) throws Exception;
    }

    private static String said(Example example) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        example.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void examples_printWhatTheySay(@TempDir Path directory) throws Exception {
        Connection connection = stack.get().hbase().connection();
        TableName name = TableName.valueOf("birdstrikes");
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                    .build());
        }
        try (Table table = connection.getTable(name)) {
            for (int i = 0; i < 30; i++) {
                table.put(new Put(Bytes.toBytes("strike-" + i))
                        .addColumn(FAMILY, Bytes.toBytes("species"), Bytes.toBytes(i % 3 == 0 ? "gull" : "hawk"))
                        .addColumn(FAMILY, Bytes.toBytes("aircraft"), Bytes.toBytes("B-7" + i % 2 + "7"))
                        .addColumn(FAMILY, Bytes.toBytes("cost"), Bytes.toBytes(100L)));
            }
        }

        assertThat(said(out -> ClientExamples.groups(connection, out)).lines())
                .containsExactly("gull 10 1000", "hawk 20 2000");
        assertThat(said(out -> ClientExamples.future(connection, out)).lines()).containsExactly("30");
        assertThat(said(out -> ClientExamples.listeners(connection, out)).lines())
                .containsExactly("30 more rows, [, end)", "100%");
        Path file = directory.resolve("cost.token");
        assertThat(said(out -> ClientExamples.resume(connection, out, file)).lines())
                .containsExactly("3000");
        assertThat(file).doesNotExist();
        assertThat(said(out -> ClientExamples.each(connection, out)).lines()).containsExactly("B-707 15", "B-717 15");
    }
}
