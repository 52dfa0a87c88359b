// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DF;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.datanode.extdataset.ExternalVolumeImpl;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.DataNodeVolumeMetrics;

/** A volume with the free space and latency a test gives it. */
final class FakeVolume extends ExternalVolumeImpl {
    final String directory;
    final long capacity;
    final AtomicLong used = new AtomicLong();
    final DataNodeVolumeMetrics metrics;
    StorageType type = StorageType.DISK;
    boolean broken;

    FakeVolume(String directory, long capacity) {
        this(directory, capacity, null);
    }

    FakeVolume(String directory, long capacity, DataNodeVolumeMetrics metrics) {
        this.directory = directory;
        this.capacity = capacity;
        this.metrics = metrics;
    }

    double usedFraction() {
        return (double) used.get() / capacity;
    }

    @Override
    public long getAvailable() throws IOException {
        if (broken) {
            throw new IOException(directory + ": Input/output error");
        }
        return capacity - used.get();
    }

    @Override
    public URI getBaseURI() {
        return URI.create("file:" + directory);
    }

    @Override
    public StorageType getStorageType() {
        return type;
    }

    @Override
    public String getStorageID() {
        return "DS-" + directory;
    }

    @Override
    public DataNodeVolumeMetrics getMetrics() {
        return metrics;
    }

    @Override
    public DF getUsageStats(Configuration conf) {
        try {
            return new DF(new File("/"), new Configuration(false)) {
                @Override
                public long getCapacity() {
                    return capacity;
                }
            };
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return directory;
    }
}
