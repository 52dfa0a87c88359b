// Licensed under the Apache License, Version 2.0: see LICENSE.
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BirdCountIT {
    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hdfs(h -> h.machine("dn1", "/rack1", "hypervisor1")
                    .machine("dn2", "/rack1", "hypervisor2")
                    .machine("dn3", "/rack2", "hypervisor3")
                    .highAvailability()
                    .set("dfs.blocksize", 1 << 20)));

    @Test
    void file_survivesTheNameNodeThatTookIt() throws Exception {
        FileSystem fs = stack.get().hdfs().fileSystem();
        try (FSDataOutputStream out = fs.create(new Path("/birds"))) {
            out.writeBytes("gull\n");
        }
        stack.get().hdfs().killActiveNameNode();
        assertEquals(5, fs.getFileStatus(new Path("/birds")).getLen());
    }
}
