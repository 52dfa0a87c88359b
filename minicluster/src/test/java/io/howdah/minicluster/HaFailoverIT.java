// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.junit.jupiter.api.Test;

/** The active NameNode is killed twice under HBase puts, HDFS writes and a MapReduce job. */
class HaFailoverIT {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final byte[] FAMILY = Bytes.toBytes("f");
    private static final byte[] QUALIFIER = Bytes.toBytes("q");
    private static final TableName TABLE = TableName.valueOf("history");

    @Test
    void everythingGoesOn_andNoAcknowledgedWriteIsLost_whenTheActiveNameNodeIsKilledTwice() throws Exception {
        long begin = System.nanoTime();
        try (EmbeddedStack stack = EmbeddedStack.builder()
                .hdfs(h -> h.machine("dn1", "/rack1", "hv1")
                        .machine("dn2", "/rack1", "hv2")
                        .machine("dn3", "/rack2", "hv3")
                        .machine("dn4", "/rack2", "hv4")
                        .machine("dn5", "/rack3", "hv5")
                        .machine("dn6", "/rack3", "hv6")
                        .highAvailability())
                .yarn(y -> y.nodeManagers(2))
                .hbase(b -> b.regionServers(2))
                .onProgress((service, took) -> print("%-14s %6d ms", service.title(), took.toMillis()))
                .start()) {
            print("all up after %d ms", millisSince(begin));
            HdfsHandle hdfs = stack.hdfs();
            assertThat(hdfs.configuration().get("fs.defaultFS")).isEqualTo("hdfs://howdah");
            assertThat(activeIds(hdfs)).containsExactly("nn1");
            createTable(stack);

            try (Writer puts = new Writer("put", hbasePut(stack));
                    Writer files = new Writer("file", hdfsCreate(hdfs.fileSystem()))) {
                Job job = submitSlowWordCount(stack);
                await("a map task runs", () -> progress(job) > 0.02f);
                failover(hdfs, "nn1", "nn2", puts, files);

                hdfs.restartNameNode("nn1");
                assertThat(activeIds(hdfs)).containsExactly("nn2");
                assertThat(hdfs.nameNodes()).allMatch(NameNodeHandle::isRunning);

                failover(hdfs, "nn2", "nn1", puts, files);
                assertThat(waitFor(job)).as("the job that ran through it").isTrue();

                puts.close();
                files.close();
                assertThat(puts.failure).isNull();
                assertThat(files.failure).isNull();
                print("%d puts and %d files acknowledged", puts.acknowledged.size(), files.acknowledged.size());
                assertHistory(stack, puts.acknowledged, files.acknowledged);
            }
            assertThat(read(hdfs.fileSystem(), new Path("/words-out/part-r-00000")))
                    .isEqualTo("a\t800\nb\t400\n");
            begin = System.nanoTime();
        }
        print("closed after %d ms", millisSince(begin));
    }

    private static void failover(HdfsHandle hdfs, String from, String to, Writer puts, Writer files) throws Exception {
        puts.longestPauseNanos = 0;
        files.longestPauseNanos = 0;
        long begin = System.nanoTime();
        assertThat(hdfs.killActiveNameNode().id()).isEqualTo(from);
        print("killed %s in %d ms", from, millisSince(begin));
        await(to + " is active", () -> activeIds(hdfs).equals(List.of(to)));
        print("%s active %d ms after the kill began", to, millisSince(begin));
        puts.awaitMore(20);
        files.awaitMore(5);
        print(
                "longest pause between two acknowledged puts %d ms, files %d ms",
                puts.longestPauseNanos / 1_000_000, files.longestPauseNanos / 1_000_000);
    }

    private static void assertHistory(EmbeddedStack stack, Set<Integer> rows, Set<Integer> files) throws IOException {
        try (Table table = stack.hbase().connection().getTable(TABLE)) {
            for (int i : rows) {
                Result row = table.get(new Get(Bytes.toBytes(i)));
                assertThat(row.isEmpty()).as("row %d, acknowledged", i).isFalse();
                assertThat(Bytes.toInt(row.getValue(FAMILY, QUALIFIER))).isEqualTo(i);
            }
        }
        for (int i : files) {
            assertThat(read(stack.hdfs().fileSystem(), file(i))).isEqualTo("content " + i);
        }
    }

    /** Writes 0, 1, 2, ... one after the other, and notes what was acknowledged. */
    private static final class Writer implements AutoCloseable {
        final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
        volatile Throwable failure;
        volatile long longestPauseNanos;
        private volatile boolean closing;
        private final Thread thread;

        Writer(String name, Write write) {
            thread = new Thread(
                    () -> {
                        long last = System.nanoTime();
                        for (int i = 0; !closing; i++) {
                            try {
                                write.write(i);
                                Thread.sleep(5);
                            } catch (Throwable e) {
                                failure = e;
                                return;
                            }
                            acknowledged.add(i);
                            long now = System.nanoTime();
                            longestPauseNanos = Math.max(longestPauseNanos, now - last);
                            last = now;
                        }
                    },
                    name);
            thread.start();
        }

        void awaitMore(int count) {
            int target = acknowledged.size() + count;
            await(
                    count + " more writes by " + thread.getName(),
                    () -> acknowledged.size() >= target || failure != null);
            assertThat(failure).isNull();
        }

        @Override
        public void close() throws InterruptedException {
            closing = true;
            thread.join();
        }
    }

    private interface Write {
        void write(int i) throws Exception;
    }

    private static Write hbasePut(EmbeddedStack stack) throws IOException {
        Table table = stack.hbase().connection().getTable(TABLE);
        return i -> table.put(new Put(Bytes.toBytes(i)).addColumn(FAMILY, QUALIFIER, Bytes.toBytes(i)));
    }

    private static Write hdfsCreate(FileSystem fs) {
        return i -> {
            try (FSDataOutputStream out = fs.create(file(i), false)) {
                out.write(("content " + i).getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static Path file(int i) {
        return new Path("/history/" + i);
    }

    private static void createTable(EmbeddedStack stack) throws IOException {
        try (Admin admin = stack.hbase().connection().getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(TABLE)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                            .build(),
                    new byte[][] {Bytes.toBytes(100), Bytes.toBytes(500)});
        }
    }

    private static Job submitSlowWordCount(EmbeddedStack stack) throws Exception {
        FileSystem fs = stack.hdfs().fileSystem();
        for (int f = 0; f < 4; f++) {
            try (FSDataOutputStream out = fs.create(new Path("/words/" + f))) {
                for (int i = 0; i < 100; i++) {
                    out.writeBytes("a b a\n");
                }
            }
        }
        Job job = Job.getInstance(stack.yarn().configuration(), "slow words");
        job.setJarByClass(HaFailoverIT.class);
        job.setMapperClass(SlowMapper.class);
        job.setReducerClass(IntSumReducer.class);
        job.setOutputKeyClass(Text.class);
        job.setOutputValueClass(IntWritable.class);
        FileInputFormat.addInputPath(job, new Path("/words"));
        FileOutputFormat.setOutputPath(job, new Path("/words-out"));
        job.submit();
        return job;
    }

    /** Counts words, 10 lines a second. */
    public static final class SlowMapper extends Mapper<LongWritable, Text, Text, IntWritable> {
        @Override
        protected void map(LongWritable offset, Text line, Context context) throws IOException, InterruptedException {
            for (String word : line.toString().split(" ")) {
                context.write(new Text(word), new IntWritable(1));
            }
            Thread.sleep(100);
        }
    }

    private static float progress(Job job) {
        try {
            return job.mapProgress();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean waitFor(Job job) throws Exception {
        await("the job ends", () -> {
            try {
                return job.isComplete();
            } catch (IOException e) {
                return false;
            }
        });
        return job.isSuccessful();
    }

    private static List<String> activeIds(HdfsHandle hdfs) {
        return hdfs.nameNodes().stream()
                .filter(NameNodeHandle::isActive)
                .map(NameNodeHandle::id)
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) {
        Await.until(DEADLINE, condition::getAsBoolean, () -> "not reached: " + what);
    }

    private static String read(FileSystem fs, Path path) throws IOException {
        try (var in = fs.open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static void print(String format, Object... args) {
        System.out.printf(format + "%n", args);
    }
}
