// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output directory that appears whole or not at all: a job writes to a hidden sibling, which is renamed when the job is
 * done and its rows were good, and deleted otherwise, together with the parent directories that were made for it. A client that
 * is ended by a signal deletes it too. Not thread-safe.
 */
final class StagedOutput implements AutoCloseable {
    private final FileSystem fs;
    private final Path output;
    private final Path staging;
    private final Path firstMade;
    private boolean committed;

    /** @throws FileAlreadyExistsException when the output exists: a report is never overwritten */
    StagedOutput(Configuration conf, Path output) throws IOException {
        this.fs = output.getFileSystem(conf);
        this.output = fs.makeQualified(output);
        if (fs.exists(this.output)) {
            throw new FileAlreadyExistsException(this.output + " exists: give a directory that does not");
        }
        this.staging = new Path(
                this.output.getParent(),
                "." + this.output.getName() + ".staging-"
                        + UUID.randomUUID().toString().substring(0, 8));
        this.firstMade = firstMissing(this.output.getParent());
        fs.deleteOnExit(staging);
    }

    /** Where the job writes. */
    Path staging() {
        return staging;
    }

    /** Renames the staging directory to the output. */
    Path commit() throws IOException {
        if (!fs.rename(staging, output)) {
            throw new IOException("cannot rename " + staging + " to " + output);
        }
        committed = true;
        fs.cancelDeleteOnExit(staging);
        return output;
    }

    @Override
    public void close() throws IOException {
        if (committed) {
            return;
        }
        // An interrupted thread cannot talk to HDFS, and it is interrupted clients that have something to delete.
        boolean interrupted = Thread.interrupted();
        try {
            discard();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void discard() throws IOException {
        fs.delete(staging, true);
        fs.cancelDeleteOnExit(staging);
        if (firstMade != null) {
            for (Path p = output.getParent(); fs.exists(p) && fs.listStatus(p).length == 0; p = p.getParent()) {
                fs.delete(p, false);
                if (p.equals(firstMade)) {
                    return;
                }
            }
        }
    }

    private Path firstMissing(Path path) throws IOException {
        Path missing = null;
        for (Path p = path; p != null && !fs.exists(p); p = p.getParent()) {
            missing = p;
        }
        return missing;
    }
}
