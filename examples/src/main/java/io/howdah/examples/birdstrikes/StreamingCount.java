// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.streaming.StreamJob;
import org.apache.hadoop.util.ClassUtil;
import org.apache.hadoop.util.Tool;

/**
 * Strikes per operator by two Python scripts through Hadoop Streaming: strikes_map.py as the mapper, strikes_reduce.py as the
 * combiner and the reducer. The scripts travel with the job; every NodeManager needs a {@code python3} (3.9 or newer).
 */
public final class StreamingCount extends Configured implements Tool {
    private static final String SCRIPTS = "/python/birdstrikes/";
    private static final String MAPPER = "strikes_map.py";
    private static final String REDUCER = "strikes_reduce.py";

    private static final CommandLineTool.Usage USAGE = new CommandLineTool.Usage(
            "birdstrikes-streaming-count",
            "Strikes per operator, counted by Python through Hadoop Streaming.",
            List.of(CommandLineTool.INPUT, CommandLineTool.OUTPUT, CommandLineTool.MAX_BAD_ROWS),
            "hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.StreamingCount"
                    + " --input /data/birdstrikes.csv --output /reports/counts");

    /**
     * Checks the input's header, runs the scripts as a job, waits for it and reads the counts back.
     *
     * @param input a file or a directory of files
     * @param output a directory that does not exist; it appears when the counts are whole
     * @throws InvalidInputException when the input is not the bird-strike table; nothing is left behind
     * @throws JobFailedException when the cluster could not run the job; nothing is left behind
     */
    public static CountResult run(Configuration conf, Path input, Path output)
            throws IOException, InterruptedException {
        List<FileStatus> files = BirdStrikeCsv.requireTable(conf, input);
        Configuration jobConf = JobRunner.smallJob(conf, files);
        long start = System.nanoTime();
        java.nio.file.Path scripts = Files.createTempDirectory("birdstrikes");
        try (StagedOutput staged = new StagedOutput(jobConf, output)) {
            unpack(MAPPER, scripts);
            unpack(REDUCER, scripts);
            jobConf.set(
                    "tmpfiles",
                    scripts.resolve(MAPPER).toUri() + ","
                            + scripts.resolve(REDUCER).toUri());
            Submission submission = new Submission(files);
            submission.setConf(jobConf);
            submission.run(staged.staging());

            long bad = RowCounters.badRows(submission.counters);
            JobRunner.requireGoodRows(jobConf, files, bad);
            SortedMap<String, Long> counts = read(jobConf, staged.staging());
            Path committed = staged.commit();
            return new CountResult(
                    submission.id,
                    committed,
                    RowCounters.rows(submission.counters),
                    bad,
                    counts,
                    Duration.ofNanos(System.nanoTime() - start));
        } finally {
            delete(scripts);
        }
    }

    /** Reads the counts of all reducers, ascending by operator in UTF-8 order. */
    public static SortedMap<String, Long> read(Configuration conf, Path output) throws IOException {
        SortedMap<String, Long> counts = new TreeMap<>(Comparator.comparing(Text::new));
        FileSystem fs = output.getFileSystem(conf);
        for (FileStatus part : fs.listStatus(output, p -> p.getName().startsWith("part-"))) {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(fs.open(part.getPath()), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    int tab = line.lastIndexOf('\t');
                    counts.put(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
                }
            }
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    /** Copies a script out of the jar, because a job ships files. */
    private static void unpack(String script, java.nio.file.Path directory) throws IOException {
        try (InputStream in = StreamingCount.class.getResourceAsStream(SCRIPTS + script)) {
            if (in == null) {
                throw new FileNotFoundException(SCRIPTS + script + " is not in the jar");
            }
            Files.copy(in, directory.resolve(script));
        }
    }

    private static void delete(java.nio.file.Path scripts) throws IOException {
        Files.deleteIfExists(scripts.resolve(MAPPER));
        Files.deleteIfExists(scripts.resolve(REDUCER));
        Files.deleteIfExists(scripts);
    }

    /**
     * StreamJob translates its arguments into a job; submitting and waiting is done as for every other job here, so that the
     * counters come back and an interrupt ends the job.
     */
    private static final class Submission extends StreamJob {
        private final List<FileStatus> files;
        private String id;
        private Counters counters;
        private InterruptedException interruption;

        Submission(List<FileStatus> files) {
            this.files = files;
        }

        void run(Path output) throws IOException, InterruptedException {
            String[] args = {
                "-input",
                files.get(0).getPath().toString(),
                "-output",
                output.toString(),
                "-mapper",
                "python3 " + MAPPER,
                "-combiner",
                "python3 " + REDUCER,
                "-reducer",
                "python3 " + REDUCER,
                "-numReduceTasks",
                "1"
            };
            try {
                int code = run(args);
                if (interruption != null) {
                    throw interruption;
                }
                if (code != 0) {
                    throw new IOException("hadoop-streaming refused its arguments " + String.join(" ", args));
                }
            } catch (IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }

        @Override
        public int submitAndMonitorJob() throws IOException {
            // Set again as paths: as an argument, a comma in a name would split it.
            FileInputFormat.setInputPaths(jobConf_, JobRunner.paths(files));
            Job job = Job.getInstance(jobConf_);
            job.setJobName(USAGE.name());
            try {
                counters = JobRunner.run(job);
            } catch (InterruptedException e) {
                interruption = e;
                return 1;
            } catch (ClassNotFoundException e) {
                throw new IOException(e);
            }
            id = job.getJobID().toString();
            return 0;
        }

        /** The job's jar is hadoop-streaming itself; there is nothing to repack into a new one. */
        @Override
        protected String packageJobJar() {
            return ClassUtil.findContainingJar(StreamJob.class);
        }
    }

    @Override
    public int run(String[] args) throws Exception {
        return CommandLineTool.run(USAGE, args, this::run);
    }

    private int run(CommandLine line) throws Exception {
        CommandLineTool.applyMaxBadRows(line, getConf());
        CountResult result = run(
                getConf(),
                CommandLineTool.path(line, CommandLineTool.INPUT),
                CommandLineTool.path(line, CommandLineTool.OUTPUT));
        System.out.printf(
                "%s: %d operators from %d rows (%d bad) in %.1f s -> %s%n",
                result.jobId(),
                result.strikesByOperator().size(),
                result.rows(),
                result.badRows(),
                result.elapsed().toMillis() / 1000.0,
                result.output());
        return CommandLineTool.OK;
    }

    public static void main(String[] args) {
        System.exit(CommandLineTool.main(new StreamingCount(), args));
    }
}
