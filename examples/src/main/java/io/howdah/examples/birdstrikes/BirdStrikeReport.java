// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BirdStrike;
import io.howdah.examples.birdstrikes.core.CostlyStrike;
import io.howdah.examples.birdstrikes.core.OperatorSummary;
import io.howdah.examples.birdstrikes.core.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.util.Tool;

/**
 * MapReduce with a secondary sort: strikes, damaging strikes, total cost and the three most expensive strikes of each operator,
 * in one round and in constant memory per operator.
 *
 * <p>The shuffle sorts by operator and, within it, by cost descending ({@link StrikeKey}); the grouping comparator hands an
 * operator's strikes to one call of the reducer, which keeps the first three and adds up the rest. A strike without a cost can
 * never be among the most expensive, so the mapper writes it under the operator's "rest" key; the combiner keeps three strikes
 * and folds everything else into one "rest" value, which is legal because the three costliest of a whole are among the three
 * costliest of its parts and adding is associative. Ten thousand rows leave a mapper as some 200 records.
 *
 * <p>The output is the same, byte for byte, however the input is split and however often the combiner runs; with several
 * reducers each file is sorted by operator.
 */
@SuppressWarnings("SameNameButDifferent") // Context: Mapper's and Reducer's, as in every MapReduce job.
public final class BirdStrikeReport extends Configured implements Tool {
    private static final CommandLineTool.Usage USAGE = new CommandLineTool.Usage(
            "birdstrikes-report",
            "Strikes, damage, cost and the three most expensive strikes per operator: MapReduce with a secondary sort.",
            List.of(
                    CommandLineTool.INPUT,
                    CommandLineTool.OUTPUT,
                    CommandLineTool.optional("reducers", "N", "reducers, 1 to 1000 (default 1)"),
                    CommandLineTool.MAX_BAD_ROWS),
            "hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.BirdStrikeReport"
                    + " --input /data/birdstrikes.csv --output /reports/birdstrikes");

    /** Runs the job with one reducer; see {@link #run(Configuration, Path, Path, int)}. */
    public static ReportResult run(Configuration conf, Path input, Path output)
            throws IOException, InterruptedException, ClassNotFoundException {
        return run(conf, input, output, 1);
    }

    /**
     * Checks the input's header, runs the job, waits for it and reads the report back.
     *
     * @param input a file or a directory of files
     * @param output a directory that does not exist; it appears when the report is whole
     * @param reducers 1 or more
     * @throws InvalidInputException when the input is not the bird-strike table; nothing is left behind
     * @throws JobFailedException when the cluster could not run the job; nothing is left behind
     */
    public static ReportResult run(Configuration conf, Path input, Path output, int reducers)
            throws IOException, InterruptedException, ClassNotFoundException {
        List<FileStatus> files = BirdStrikeCsv.requireTable(conf, input);
        Configuration jobConf = JobRunner.smallJob(conf, files);
        long start = System.nanoTime();
        try (StagedOutput staged = new StagedOutput(jobConf, output)) {
            Job job = Job.getInstance(jobConf, USAGE.name());
            job.setJarByClass(BirdStrikeReport.class);
            FileInputFormat.setInputPaths(job, JobRunner.paths(files));
            job.setMapperClass(CostMapper.class);
            job.setMapOutputKeyClass(StrikeKey.class);
            job.setMapOutputValueClass(TallyWritable.class);
            job.setPartitionerClass(StrikeKey.ByOperator.class);
            job.setGroupingComparatorClass(StrikeKey.Grouping.class);
            job.setCombinerClass(TopCombiner.class);
            job.setCombinerKeyGroupingComparatorClass(StrikeKey.Grouping.class);
            job.setReducerClass(SummaryReducer.class);
            job.setNumReduceTasks(reducers);
            job.setOutputKeyClass(Text.class);
            job.setOutputValueClass(NullWritable.class);
            FileOutputFormat.setOutputPath(job, staged.staging());

            Counters counters = JobRunner.run(job);
            long bad = RowCounters.badRows(counters);
            JobRunner.requireGoodRows(jobConf, files, bad);
            List<OperatorSummary> operators = read(jobConf, staged.staging());
            Path report = staged.commit();
            return new ReportResult(
                    job.getJobID().toString(),
                    report,
                    RowCounters.rows(counters),
                    bad,
                    operators,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Reads a report, merging the files of several reducers into the order of one. */
    public static List<OperatorSummary> read(Configuration conf, Path report) throws IOException {
        FileSystem fs = report.getFileSystem(conf);
        List<Text> lines = new ArrayList<>();
        for (FileStatus part : fs.listStatus(report, p -> p.getName().startsWith("part-"))) {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(fs.open(part.getPath()), StandardCharsets.UTF_8))) {
                in.lines().map(Text::new).forEach(lines::add);
            }
        }
        // Text compares UTF-8 bytes, as the shuffle did; a tab sorts below every character of a name.
        lines.sort(null);
        return lines.stream()
                .map(line -> OperatorSummary.parse(line.toString()))
                .toList();
    }

    /** A strike with a cost under its own key, one without under its operator's "rest". */
    static final class CostMapper extends StrikeMapper<StrikeKey, TallyWritable> {
        private final StrikeKey key = new StrikeKey();
        private final TallyWritable value = new TallyWritable();

        @Override
        protected void strike(long offset, BirdStrike strike, Context context)
                throws IOException, InterruptedException {
            if (strike.costTotal() > 0) {
                key.setStrike(strike);
            } else {
                key.setRest(strike.operator());
            }
            context.write(key, value.set(Tally.of(strike)));
        }
    }

    /** Keeps an operator's first strikes and folds what follows into one value, in the order the merge needs. */
    static final class TopCombiner extends Reducer<StrikeKey, TallyWritable, StrikeKey, TallyWritable> {
        private final StrikeKey rest = new StrikeKey();
        private final TallyWritable sum = new TallyWritable();

        @Override
        protected void reduce(StrikeKey key, Iterable<TallyWritable> values, Context context)
                throws IOException, InterruptedException {
            int kept = 0;
            Tally folded = Tally.ZERO;
            for (TallyWritable value : values) {
                // The framework moves "key" along with "value".
                if (kept < OperatorSummary.TOP && key.isStrike()) {
                    context.write(key, value);
                    kept++;
                } else {
                    folded = folded.plus(value.get());
                }
            }
            if (folded.strikes() > 0) {
                rest.setRest(key.operator());
                context.write(rest, sum.set(folded));
            }
        }
    }

    /** One line per operator. */
    static final class SummaryReducer extends Reducer<StrikeKey, TallyWritable, Text, NullWritable> {
        private final Text line = new Text();

        @Override
        protected void reduce(StrikeKey key, Iterable<TallyWritable> values, Context context)
                throws IOException, InterruptedException {
            List<CostlyStrike> top = new ArrayList<>(OperatorSummary.TOP);
            Tally total = Tally.ZERO;
            for (TallyWritable value : values) {
                if (top.size() < OperatorSummary.TOP && key.isStrike()) {
                    top.add(key.strike());
                }
                total = total.plus(value.get());
            }
            line.set(new OperatorSummary(key.operator(), total.strikes(), total.damagingStrikes(), total.cost(), top)
                    .toLine());
            context.write(line, NullWritable.get());
        }
    }

    @Override
    public int run(String[] args) throws Exception {
        return CommandLineTool.run(USAGE, args, this::run);
    }

    private int run(CommandLine line) throws Exception {
        CommandLineTool.applyMaxBadRows(line, getConf());
        ReportResult result = run(
                getConf(),
                CommandLineTool.path(line, CommandLineTool.INPUT),
                CommandLineTool.path(line, CommandLineTool.OUTPUT),
                CommandLineTool.number(line, "reducers", 1, 1, 1000));
        System.out.printf(
                "%s: %d operators from %d rows (%d bad) in %.1f s -> %s%n",
                result.jobId(),
                result.operators().size(),
                result.rows(),
                result.badRows(),
                result.elapsed().toMillis() / 1000.0,
                result.output());
        return CommandLineTool.OK;
    }

    public static void main(String[] args) {
        System.exit(CommandLineTool.main(new BirdStrikeReport(), args));
    }
}
