// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.ObjectName;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.map.TokenCounterMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.apache.hadoop.metrics2.impl.JmxCacheBuster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A plain stack: one NameNode, YARN, HBase. */
class EmbeddedStackIT {
    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        long begin = System.nanoTime();
        stack = EmbeddedStack.builder()
                .hdfs(h -> h.dataNodes(3))
                .yarn(y -> y.nodeManagers(2))
                .hbase(b -> b.regionServers(2))
                .onProgress((service, took) -> System.out.printf("%-14s %6d ms%n", service.title(), took.toMillis()))
                .start();
        System.out.printf("all up after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            long begin = System.nanoTime();
            stack.close();
            System.out.printf("closed after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        }
    }

    @Test
    void wordCount_countsEveryWord_whenRunOnYarn() throws Exception {
        FileSystem fs = stack.hdfs().fileSystem();
        try (FSDataOutputStream out = fs.create(new Path("/in/words"))) {
            for (int i = 0; i < 1000; i++) {
                out.writeBytes("a b c a\n");
            }
        }
        Configuration conf = stack.yarn().configuration();
        Job job = Job.getInstance(conf, "words");
        job.setJarByClass(TokenCounterMapper.class);
        job.setMapperClass(TokenCounterMapper.class);
        job.setCombinerClass(IntSumReducer.class);
        job.setReducerClass(IntSumReducer.class);
        job.setOutputKeyClass(Text.class);
        job.setOutputValueClass(IntWritable.class);
        FileInputFormat.addInputPath(job, new Path("/in"));
        FileOutputFormat.setOutputPath(job, new Path("/out"));

        long begin = System.nanoTime();
        assertThat(job.waitForCompletion(false)).isTrue();
        System.out.printf("word count took %d ms%n", (System.nanoTime() - begin) / 1_000_000);

        assertThat(read(fs, new Path("/out/part-r-00000"))).isEqualTo("a\t2000\nb\t1000\nc\t1000\n");
    }

    @Test
    void scan_seesWhatWasPut_whenTableIsSplitOverTwoRegions() throws Exception {
        TableName name = TableName.valueOf("t");
        byte[] family = Bytes.toBytes("f");
        try (Admin admin = stack.hbase().connection().getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(name)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(family))
                            .build(),
                    new byte[][] {Bytes.toBytes("r5")});
        }
        List<String> put = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try (Table table = stack.hbase().connection().getTable(name)) {
            for (int i = 0; i < 10; i++) {
                put.add("r" + i);
                table.put(new Put(Bytes.toBytes("r" + i)).addColumn(family, Bytes.toBytes("q"), Bytes.toBytes(i)));
            }
            try (ResultScanner scanner = table.getScanner(new Scan())) {
                for (Result result : scanner) {
                    seen.add(Bytes.toString(result.getRow()));
                }
            }
        }
        assertThat(seen).isEqualTo(put);
    }

    @Test
    void hbaseBeans_keepTheirNames_whenADataNodeIsStartedAgain() throws Exception {
        ObjectName master = new ObjectName("Hadoop:service=HBase,name=Master,sub=Server");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Duration deadline = Duration.ofMinutes(2);
        Await.until(deadline, () -> beans.isRegistered(master), () -> "no bean " + master);
        String dataNode = stack.hdfs().machines().get(0).hostName();
        stack.hdfs().stopDataNode(dataNode);
        stack.hdfs().startDataNode(dataNode);
        stack.hdfs().awaitDataNodes(stack.hdfs().machines().size());
        // What HBase does by itself when a region moves: all sources are registered anew, 5 s later.
        CountDownLatch gone = new CountDownLatch(1);
        beans.addNotificationListener(
                MBeanServerDelegate.DELEGATE_NAME,
                (notification, handback) -> gone.countDown(),
                notification -> notification instanceof MBeanServerNotification change
                        && change.getType().equals(MBeanServerNotification.UNREGISTRATION_NOTIFICATION)
                        && change.getMBeanName().equals(master),
                null);
        JmxCacheBuster.clearJmxCache();
        assertThat(gone.await(deadline.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until(deadline, () -> beans.isRegistered(master), () -> "no bean " + master + " any more");
    }

    private static String read(FileSystem fs, Path path) throws IOException {
        try (var in = fs.open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
