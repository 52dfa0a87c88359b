// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.util.ShutdownHookManager;

/** Submits a job and waits for it; a client that is interrupted or ended takes its job with it. */
final class JobRunner {
    /** How many rows may be wrong before a job's output is thrown away; {@value #DEFAULT_MAX_BAD_ROWS} if unset. */
    static final String MAX_BAD_ROWS = "howdah.examples.birdstrikes.max-bad-rows";

    static final long DEFAULT_MAX_BAD_ROWS = 0;

    /** Below this a file is one split: a container costs more than reading the file. */
    private static final long SMALLEST_SPLIT = 32L << 20;

    private static final long POLL_MILLIS = 250;

    /** Before the file systems close (FileSystem.SHUTDOWN_HOOK_PRIORITY is 10), so that a running job stops writing first. */
    private static final int KILL_PRIORITY = 20;

    private JobRunner() {}

    /** A copy of the configuration with what small jobs need; a smallest split that the user set stays. */
    static Configuration smallJob(Configuration conf, List<FileStatus> input) {
        Configuration copy = new Configuration(conf);
        if (conf.getLong(FileInputFormat.SPLIT_MINSIZE, 0) == 0) {
            copy.setLong(FileInputFormat.SPLIT_MINSIZE, SMALLEST_SPLIT);
        }
        if (input.stream().mapToLong(FileStatus::getLen).sum() <= SMALLEST_SPLIT) {
            // One short map: the reducers' JVMs start while it runs.
            copy.setFloat(MRJobConfig.COMPLETED_MAPS_FOR_REDUCE_SLOWSTART, 0);
        }
        // Otherwise each submission warns that a Tool should be used, also when a program calls run(...).
        copy.setBoolean(Job.USED_GENERIC_PARSER, true);
        // Two attempts of a ten-second task on a small cluster slow each other down.
        copy.setBoolean(MRJobConfig.MAP_SPECULATIVE, false);
        copy.setBoolean(MRJobConfig.REDUCE_SPECULATIVE, false);
        return copy;
    }

    /**
     * Runs a job to its end.
     *
     * @throws InterruptedException when the thread was interrupted, wherever it was waiting; the job is killed and the
     *     thread's interrupt status clear, so that the caller can clean up
     */
    static Counters run(Job job) throws IOException, InterruptedException, ClassNotFoundException {
        Thread kill = new Thread(() -> kill(job), "kill " + job.getJobName());
        ShutdownHookManager.get().addShutdownHook(kill, KILL_PRIORITY);
        try {
            job.submit();
            while (!job.isComplete()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // Of the unchecked ones YarnRuntimeException: the client of the application master wraps an interrupt in
            // it.
            boolean interrupted = Thread.interrupted() || isInterruption(e);
            kill(job);
            if (interrupted) {
                throw (InterruptedException) new InterruptedException("interrupted, job killed").initCause(e);
            }
            throw e;
        } finally {
            removeHook(kill);
        }
        if (!job.isSuccessful()) {
            JobStatus status = job.getStatus();
            throw new JobFailedException(job.getJobID() + " (" + job.getJobName() + ") ended as " + status.getState()
                    + oneLine(status.getFailureInfo()));
        }
        Counters counters = job.getCounters();
        if (counters == null) {
            throw new IOException(
                    job.getJobID() + " succeeded but its counters are gone: is the job history server up?");
        }
        return counters;
    }

    /**
     * Throws when more rows were wrong than the configuration allows. Only then is the input read again, from its start to the
     * first wrong row: a mapper knows the row's offset but not its number.
     */
    static void requireGoodRows(Configuration conf, List<FileStatus> input, long bad) throws IOException {
        long allowed = conf.getLong(MAX_BAD_ROWS, DEFAULT_MAX_BAD_ROWS);
        if (bad <= allowed) {
            return;
        }
        for (FileStatus file : input) {
            try {
                BirdStrikeCsv.validate(conf, file.getPath());
            } catch (InvalidInputException e) {
                throw new InvalidInputException(e, bad, allowed);
            }
        }
        throw new IOException(
                "the job found " + bad + " bad rows and a second look found none: the input changed meanwhile");
    }

    static Path[] paths(List<FileStatus> files) {
        return files.stream().map(FileStatus::getPath).toArray(Path[]::new);
    }

    /** An interrupt may end a call to the cluster in several guises. */
    private static boolean isInterruption(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException
                    || t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)
                    || t instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    private static void kill(Job job) {
        JobID id = job.getJobID();
        if (id == null) {
            return;
        }
        // Not through the job itself: it knows nothing of a submission that was cut off half-way.
        try (CloseableCluster cluster = new CloseableCluster(job.getConfiguration())) {
            Job running = cluster.getJob(id);
            if (running != null && !running.isComplete()) {
                running.killJob();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The cluster is gone or going; there is nobody left to tell.
        }
    }

    /** A connection to the cluster for try-with-resources. */
    private static final class CloseableCluster extends Cluster implements AutoCloseable {
        CloseableCluster(Configuration conf) throws IOException {
            super(conf);
        }
    }

    private static void removeHook(Thread hook) {
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }

    private static String oneLine(String diagnosis) {
        if (diagnosis == null || diagnosis.isBlank() || diagnosis.equals("NA")) {
            return "";
        }
        String line = diagnosis.strip().replaceAll("\\s*\\R\\s*", "; ");
        return ": " + (line.length() > 300 ? line.substring(0, 300) + "..." : line);
    }
}
