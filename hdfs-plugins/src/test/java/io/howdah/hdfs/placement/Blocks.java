// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/** Writes files and asks the NameNode, as any client would, on which machines their replicas are. */
final class Blocks {
    private final HdfsHandle hdfs;
    private final Map<String, Machine> machines = new HashMap<>();

    Blocks(HdfsHandle hdfs) {
        this.hdfs = hdfs;
        hdfs.machines().forEach(machine -> machines.put(machine.hostName(), machine));
    }

    /** Returns when the NameNode knows of all replicas: a file can be closed as soon as it knows of one. */
    void write(String directory, int files, int replication) throws IOException {
        for (int i = 0; i < files; i++) {
            try (OutputStream out =
                    hdfs.fileSystem().create(new Path(directory, "f" + i), true, 4096, (short) replication, 1 << 20)) {
                out.write(i);
            }
        }
        Await.until(directory + " has " + replication + " replicas", () -> all(directory, replication));
    }

    /** The machines of each block's replicas. */
    List<List<Machine>> locations(String directory) throws IOException {
        List<List<Machine>> blocks = new ArrayList<>();
        for (FileStatus file : hdfs.fileSystem().listStatus(new Path(directory))) {
            for (LocatedBlock block : hdfs.fileSystem()
                    .getClient()
                    .getLocatedBlocks(file.getPath().toUri().getPath(), 0, file.getLen())
                    .getLocatedBlocks()) {
                blocks.add(Arrays.stream(block.getLocations())
                        .map(DatanodeInfo::getHostName)
                        .map(machines::get)
                        .toList());
            }
        }
        return blocks;
    }

    /** Blocks with two replicas on one physical host. */
    int sharingAHost(String directory) throws IOException {
        int sharing = 0;
        for (List<Machine> block : locations(directory)) {
            Set<String> hosts = new HashSet<>();
            sharing += block.stream().allMatch(machine -> hosts.add(machine.physicalHost())) ? 0 : 1;
        }
        return sharing;
    }

    /** Whether every block has exactly so many replicas. */
    boolean all(String directory, int replication) throws IOException {
        return locations(directory).stream().allMatch(block -> block.size() == replication);
    }
}
