// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BirdStrike;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.mapreduce.HFileOutputFormat2;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.util.Tool;

/**
 * Loads the table into HBase around the write path: a MapReduce job sorts the rows into one HFile per region, and the region
 * servers adopt the files by renaming them. No WAL, no memstore, no flush.
 *
 * <p>The table is made if need be, split at the quantiles of a sample, with the aggregation endpoint on it. The HFiles are made
 * in {@code hbase.fs.tmp.dir}, which must be on HBase's file system for the rename to be one; nothing is left there. When the
 * job fails, or its input had bad rows, no row is loaded and a table that was made is dropped.
 */
public final class BirdStrikeBulkLoad extends Configured implements Tool {
    static final Option TABLE = CommandLineTool.optional("table", "NAME", "the HBase table (default birdstrikes)");
    private static final Option COPROCESSOR = CommandLineTool.optional(
            "coprocessor",
            "CLASS",
            "endpoint of a new table, \"none\" for none (default " + LoadOptions.DEFAULT_COPROCESSOR + ")");
    private static final Option REGIONS =
            CommandLineTool.optional("regions", "N", "regions of a new table, one reducer each (default 2)");
    private static final Option PROVIDED =
            CommandLineTool.flag("provided-jars", "the nodes' class path has HBase: do not upload its jars");

    /** Where -libjars and HFileOutputFormat2 list the jars that travel with a job. */
    private static final String SHIPPED_JARS = "tmpjars";

    private static final CommandLineTool.Usage USAGE = new CommandLineTool.Usage(
            "birdstrikes-bulk-load",
            "Loads the input into an HBase table, made if it does not exist: MapReduce makes HFiles, region servers adopt them.",
            List.of(CommandLineTool.INPUT, TABLE, COPROCESSOR, REGIONS, PROVIDED, CommandLineTool.MAX_BAD_ROWS),
            "hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.BirdStrikeBulkLoad --input /data/birdstrikes.csv");

    /**
     * Makes the table if need be, runs the job and loads the HFiles.
     *
     * @param conf of HDFS, YARN and HBase together
     * @param input a file or a directory of files
     * @throws InvalidInputException when the input is not the bird-strike table, or the table lacks the family; nothing is
     *     loaded and nothing is left behind
     * @throws JobFailedException when the cluster could not run the job; nothing is loaded and nothing is left behind
     */
    public static LoadResult run(Configuration conf, Path input, LoadOptions options)
            throws IOException, InterruptedException, ClassNotFoundException {
        List<FileStatus> files = BirdStrikeCsv.requireTable(conf, input);
        Configuration jobConf = JobRunner.smallJob(conf, files);
        try (Connection connection = ConnectionFactory.createConnection(jobConf);
                Admin admin = connection.getAdmin()) {
            boolean created = ensureTable(jobConf, admin, files, options);
            boolean loaded = false;
            try {
                LoadResult result = load(jobConf, connection, files, options, created);
                loaded = true;
                return result;
            } finally {
                if (created && !loaded) {
                    admin.disableTable(options.table());
                    admin.deleteTable(options.table());
                }
            }
        }
    }

    private static boolean ensureTable(Configuration conf, Admin admin, List<FileStatus> files, LoadOptions options)
            throws IOException {
        TableName table = options.table();
        if (admin.tableExists(table)) {
            if (!admin.getDescriptor(table).hasColumnFamily(Bytes.toBytes(StrikeTable.FAMILY))) {
                throw new InvalidInputException(
                        "table " + table, "exists without the column family \"" + StrikeTable.FAMILY + "\"");
            }
            return false;
        }
        TableDescriptorBuilder descriptor = TableDescriptorBuilder.newBuilder(table)
                // Seven cells repeat one long row key: stored as differences, the table is a third of the size.
                .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(StrikeTable.FAMILY))
                        .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                        .build());
        if (!options.coprocessor().isEmpty()) {
            descriptor.setCoprocessor(options.coprocessor());
        }
        byte[][] splits = SplitSampler.splits(conf, files, options.regions());
        if (splits.length == 0) {
            admin.createTable(descriptor.build());
        } else {
            admin.createTable(descriptor.build(), splits);
        }
        return true;
    }

    private static LoadResult load(
            Configuration conf, Connection connection, List<FileStatus> files, LoadOptions options, boolean created)
            throws IOException, InterruptedException, ClassNotFoundException {
        Path tmp =
                new Path(conf.get(HConstants.TEMPORARY_FS_DIRECTORY_KEY, HConstants.DEFAULT_TEMPORARY_HDFS_DIRECTORY));
        long start = System.nanoTime();
        // Never committed: what HBase did not take is deleted.
        try (StagedOutput staged = new StagedOutput(conf, new Path(tmp, USAGE.name() + "-" + System.nanoTime()));
                Table table = connection.getTable(options.table());
                RegionLocator locator = connection.getRegionLocator(options.table())) {
            Path hfiles = new Path(staged.staging(), "hfiles");
            conf.set(HConstants.TEMPORARY_FS_DIRECTORY_KEY, staged.staging().toString());
            // The directory is for HBase, which would warn about a _SUCCESS file.
            conf.setBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, false);
            Job job = Job.getInstance(conf, USAGE.name());
            job.setJarByClass(BirdStrikeBulkLoad.class);
            FileInputFormat.setInputPaths(job, JobRunner.paths(files));
            job.setMapperClass(PutMapper.class);
            job.setMapOutputKeyClass(ImmutableBytesWritable.class);
            job.setMapOutputValueClass(Put.class);
            FileOutputFormat.setOutputPath(job, hfiles);
            // Reducer, partitioner (one reducer per region), sort and output format.
            HFileOutputFormat2.configureIncrementalLoad(job, table.getDescriptor(), locator);
            if (!options.shipJars()) {
                restore(job.getConfiguration(), SHIPPED_JARS, conf.get(SHIPPED_JARS));
            }

            Counters counters = JobRunner.run(job);
            long bad = RowCounters.badRows(counters);
            JobRunner.requireGoodRows(conf, files, bad);
            long made = System.nanoTime();

            long bytes = 0;
            int count = 0;
            FileSystem fs = hfiles.getFileSystem(conf);
            for (RemoteIterator<LocatedFileStatus> i = fs.listFiles(new Path(hfiles, StrikeTable.FAMILY), false);
                    i.hasNext();
                    count++) {
                bytes += i.next().getLen();
            }
            BulkLoadHFiles.create(conf).bulkLoad(options.table(), hfiles);
            return new LoadResult(
                    job.getJobID().toString(),
                    options.table(),
                    created,
                    job.getNumReduceTasks(),
                    RowCounters.rows(counters),
                    bad,
                    count,
                    bytes,
                    Duration.ofNanos(made - start),
                    Duration.ofNanos(System.nanoTime() - made));
        }
    }

    private static void restore(Configuration conf, String key, String value) {
        if (value == null) {
            conf.unset(key);
        } else {
            conf.set(key, value);
        }
    }

    /** One Put per row; HFileOutputFormat2's reducer sorts the cells. */
    static final class PutMapper extends StrikeMapper<ImmutableBytesWritable, Put> {
        private final ImmutableBytesWritable key = new ImmutableBytesWritable();
        private String fileName;

        @Override
        protected void setup(Context context) {
            fileName = ((FileSplit) context.getInputSplit()).getPath().getName();
        }

        @Override
        protected void strike(long offset, BirdStrike strike, Context context)
                throws IOException, InterruptedException {
            Put put = StrikeTable.put(fileName, offset, strike);
            key.set(put.getRow());
            context.write(key, put);
        }
    }

    @Override
    public int run(String[] args) throws Exception {
        return CommandLineTool.run(USAGE, args, this::run);
    }

    private int run(CommandLine line) throws Exception {
        CommandLineTool.applyMaxBadRows(line, getConf());
        String coprocessor = line.getOptionValue(COPROCESSOR.getLongOpt(), LoadOptions.DEFAULT_COPROCESSOR);
        LoadOptions options = LoadOptions.defaults()
                .withTable(table(line))
                .withCoprocessor(coprocessor.equals("none") ? "" : coprocessor)
                .withRegions(CommandLineTool.number(line, REGIONS.getLongOpt(), 2, 1, LoadOptions.MAX_REGIONS))
                .withShipJars(!line.hasOption(PROVIDED.getLongOpt()));
        LoadResult result =
                run(HBaseConfiguration.create(getConf()), CommandLineTool.path(line, CommandLineTool.INPUT), options);
        System.out.printf(
                "%s: %d rows (%d bad) in %d HFiles, %d bytes, made in %.1f s, loaded into %s (%d regions) in %.1f s%n",
                result.jobId(),
                result.rows(),
                result.badRows(),
                result.hfiles(),
                result.hfileBytes(),
                result.job().toMillis() / 1000.0,
                result.table(),
                result.regions(),
                result.load().toMillis() / 1000.0);
        return CommandLineTool.OK;
    }

    static TableName table(CommandLine line) throws ParseException {
        String name = line.getOptionValue(TABLE.getLongOpt(), StrikeTable.NAME);
        try {
            return TableName.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new ParseException("--table \"" + name + "\" is not a table name: " + e.getMessage());
        }
    }

    public static void main(String[] args) {
        System.exit(CommandLineTool.main(new BirdStrikeBulkLoad(), args));
    }
}
