// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is told to exit (Ctrl-C, SIGTERM) while a job runs takes the job's containers with it. */
class JvmExitIT {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    @Test
    void containers_areGone_whenTheJvmIsTerminatedInTheMiddleOfAJob(@TempDir Path temporary) throws Exception {
        Path directory = temporary.toRealPath().resolve("stack");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = jvm.inputReader()) {
            String line;
            do {
                line = out.readLine();
            } while (line != null && !line.equals("RUNNING"));
            assertThat(line).as("the child's last line").isEqualTo("RUNNING");
            assertThat(ProcessTrees.naming(directory.resolve("yarn"))).isNotEmpty();
            jvm.destroy();
            assertThat(jvm.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(ProcessTrees.naming(directory.resolve("yarn"))).isEmpty();
        } finally {
            jvm.destroyForcibly();
            ProcessTrees.killThoseNaming(directory);
        }
    }

    /** The JVM that is terminated: a stack and a job that runs for minutes. */
    public static final class Main {
        private Main() {}

        /** Prints RUNNING when a map task runs, and waits. */
        public static void main(String[] args) throws Exception {
            EmbeddedStack stack = EmbeddedStack.builder()
                    .directory(Path.of(args[0]))
                    .hdfs(h -> h.dataNodes(1))
                    .yarn(y -> y.nodeManagers(1))
                    .start();
            try (FSDataOutputStream out = stack.hdfs().fileSystem().create(new org.apache.hadoop.fs.Path("/in/f"))) {
                for (int i = 0; i < 10_000; i++) {
                    out.writeBytes("a\n");
                }
            }
            Job job = Job.getInstance(stack.yarn().configuration(), "long");
            job.setMapperClass(HaFailoverIT.SlowMapper.class);
            job.setOutputKeyClass(org.apache.hadoop.io.Text.class);
            job.setOutputValueClass(org.apache.hadoop.io.IntWritable.class);
            FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path("/in"));
            FileOutputFormat.setOutputPath(job, new org.apache.hadoop.fs.Path("/out"));
            job.submit();
            Await.until(DEADLINE, () -> job.mapProgress() > 0, () -> "no map task runs");
            System.out.println("RUNNING");
            job.waitForCompletion(false);
        }
    }
}
