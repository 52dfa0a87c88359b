// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.yarn.cli.SchedulerCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.map.TokenCounterMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real MapReduce jobs on a real YARN with our scheduler, packing on, then off; asked through the ResourceManager's web address. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResourceAwareSchedulerIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int FILES = 3;
    private static final int LINES = 500;

    @RegisterExtension
    static final EmbeddedStackExtension STACK = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hdfs(h -> h.dataNodes(1))
            .yarn(y -> y.nodeManagers(2)
                    .set("yarn.resourcemanager.scheduler.class", "io.howdah.yarn.ResourceAwareScheduler")
                    .set("yarn.scheduler.capacity.maximum-am-resource-percent", "1")
                    .set("howdah.scheduler.packing.enabled", "true")));

    @Test
    @Order(1)
    void jobs_runAndDecisionsAreCounted_whenPackingIsOn() throws Exception {
        runTwoJobs("on");

        awaitPositive("NodeOffers");
        awaitPositive("PackedDecisions");
        Result status = howdah("status");
        assertThat(status.code).isZero();
        assertThat(status.out)
                .contains("scheduler io.howdah.yarn.ResourceAwareScheduler (capacityScheduler)")
                .contains("packing   on");
        assertThat(counter(status.out, "HookFailures")).isZero();
        assertThat(counter(status.out, "QueuesPacked")).isEqualTo(1);
        assertThat(get("/conf?name=yarn.resourcemanager.scheduler.class&format=json"))
                .contains("io.howdah.yarn.ResourceAwareScheduler");
        assertThat(get("/ws/v1/cluster/scheduler")).contains("\"type\":\"capacityScheduler\"");
        assertThat(howdah("status", "--json").out).contains("\"active\":true").contains("\"packing\":\"on\"");
        Result explain = howdah("explain");
        assertThat(explain.code).isZero();
        assertThat(explain.out).contains("root.default: application_").contains("waiting");
    }

    @Test
    @Order(2)
    void jobs_runInStockOrder_whenPackingIsSwitchedOff() throws Exception {
        ResourceManager rm = STACK.get().yarn().resourceManager();
        Configuration off = new Configuration(rm.getConfig());
        off.set("howdah.scheduler.packing.enabled", "false");
        rm.getResourceScheduler().reinitialize(off, rm.getRMContext());
        long offers = awaitPositive("NodeOffers");
        await("packing   off");
        long packed = counter(howdah("status").out, "PackedDecisions");

        runTwoJobs("off");

        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (counter(howdah("status").out, "NodeOffers") <= offers && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(counter(howdah("status").out, "NodeOffers")).isGreaterThan(offers);
        assertThat(counter(howdah("status").out, "PackedDecisions")).isEqualTo(packed);
    }

    @Test
    @Order(3)
    void logLevel_isChanged_byThePageThatDaemonlogAsks() throws Exception {
        assertThat(get("/logLevel?log=io.howdah.yarn&level=WARN")).contains("Effective Level: <b>WARN</b>");
    }

    private static void runTwoJobs(String name) throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            jobs.add(submitWordCount(name + i));
        }
        for (Job job : jobs) {
            assertThat(job.waitForCompletion(false)).as(job.getJobName()).isTrue();
            try (InputStream in =
                    STACK.get().hdfs().fileSystem().open(new Path("/out/" + job.getJobName() + "/part-r-00000"))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("a\t" + 2 * FILES * LINES + "\nb\t" + FILES * LINES + "\n");
            }
        }
    }

    private static Job submitWordCount(String name) throws Exception {
        FileSystem fs = STACK.get().hdfs().fileSystem();
        Path in = new Path("/in/" + name);
        for (int file = 0; file < FILES; file++) {
            try (FSDataOutputStream out = fs.create(new Path(in, "part" + file))) {
                out.write("a b a\n".repeat(LINES).getBytes(StandardCharsets.UTF_8));
            }
        }
        Job job = Job.getInstance(STACK.get().yarn().configuration(), name);
        job.setJarByClass(TokenCounterMapper.class);
        job.setMapperClass(TokenCounterMapper.class);
        job.setCombinerClass(IntSumReducer.class);
        job.setReducerClass(IntSumReducer.class);
        job.setOutputKeyClass(Text.class);
        job.setOutputValueClass(IntWritable.class);
        FileInputFormat.addInputPath(job, in);
        FileOutputFormat.setOutputPath(job, new Path("/out/" + name));
        job.submit();
        return job;
    }

    private record Result(int code, String out) {}

    private static Result howdah(String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[command.length + 2];
        System.arraycopy(command, 0, args, 0, command.length);
        args[command.length] = "--rm";
        args[command.length + 1] = "http://" + STACK.get().yarn().webAddress();
        int code = SchedulerCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(err.toString()).isEmpty();
        return new Result(code, out.toString());
    }

    private static long counter(String status, String name) {
        Matcher m = Pattern.compile("(?m)^  " + name + " (\\d+)").matcher(status);
        assertThat(m.find()).as("%s in %s", name, status).isTrue();
        return Long.parseLong(m.group(1));
    }

    /** JMX shows numbers that are up to ten seconds old. */
    private static long awaitPositive(String counter) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        long value = 0;
        while (value == 0 && System.nanoTime() < deadline) {
            value = counter(howdah("status").out, counter);
        }
        assertThat(value).as(counter).isPositive();
        return value;
    }

    private static void await(String text) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!howdah("status").out.contains(text) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(howdah("status").out).contains(text);
    }

    private static String get(String path) throws IOException {
        try (InputStream in = URI.create("http://" + STACK.get().yarn().webAddress() + path)
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
