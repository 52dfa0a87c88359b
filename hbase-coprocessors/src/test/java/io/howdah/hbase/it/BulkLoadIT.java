// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table that was never written to, only loaded: the HFiles of a job, moved in, cut at the regions by the loader. */
class BulkLoadIT {
    private static final TableName TABLE = TableName.valueOf("birdstrikes");
    private static final String[] SPECIES = {"Canada goose", "Möwe", "hawk", "starling, european"};

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(2)
                    .set("hbase.coprocessor.user.region.classes", AggregationEndpoint.class.getName())));

    @Test
    void groups_equalWhatWasWritten_whenTheTableIsBulkLoaded() throws Exception {
        long seed = 99;
        int rows = 5_000;
        NumberedRows.create(stack.get(), TABLE, NumberedRows.key(1_234), NumberedRows.key(4_000));
        Map<String, long[]> expected = new TreeMap<>();
        load(rows, new Random(seed), expected);

        AggregationResult result = ExactAggregation.on(stack.get().hbase().connection())
                .table("birdstrikes")
                .groupBy("d:species")
                .count()
                .sum("d:cost", Decoders.LONG)
                .execute();

        assertThat(result.groups()).as("seed %d", seed).hasSameSizeAs(expected.keySet());
        expected.forEach((species, counts) -> {
            AggregationResult.Group group = result.group(species).orElseThrow();
            assertThat(group.count()).as("seed %d, %s", seed, species).isEqualTo(counts[0]);
            assertThat(group.sum("d:cost").asLong())
                    .as("seed %d, %s", seed, species)
                    .isEqualTo(counts[1]);
        });
        assertThat(result.groups().stream()
                        .mapToLong(AggregationResult.Group::count)
                        .sum())
                .isEqualTo(rows);
    }

    private static void load(int rows, Random random, Map<String, long[]> expected) throws Exception {
        Configuration conf = stack.get().hbase().configuration();
        FileSystem fs = FileSystem.get(conf);
        Path directory = fs.makeQualified(new Path("/birdstrikes-hfiles"));
        HFile.Writer writer = HFile.getWriterFactory(conf, new CacheConfig(conf))
                .withPath(fs, new Path(directory, "d/strikes"))
                .withFileContext(new HFileContextBuilder().withBlockSize(8_192).build())
                .create();
        for (int i = 0; i < rows; i++) {
            String species = SPECIES[random.nextInt(SPECIES.length)];
            long cost = random.nextInt(100_000);
            writer.append(cell(i, "cost", Bytes.toBytes(cost)));
            writer.append(cell(i, "remarks", Bytes.toBytes("x".repeat(random.nextInt(60)))));
            writer.append(cell(i, "species", Bytes.toBytes(species)));
            long[] counts = expected.computeIfAbsent(species, s -> new long[2]);
            counts[0]++;
            counts[1] += cost;
        }
        writer.close();
        BulkLoadHFiles.create(conf).bulkLoad(TABLE, directory);
    }

    private static KeyValue cell(int row, String qualifier, byte[] value) {
        return new KeyValue(NumberedRows.key(row), NumberedRows.FAMILY, Bytes.toBytes(qualifier), 1, value);
    }
}
