// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A MiniDFSCluster whose file system is the one clients use: with two NameNodes the stock one refuses to name one, and
 * whoever is handed a MiniDFSCluster (HBase's testing utility) would be tied to a single NameNode.
 */
final class StackDfsCluster extends MiniDFSCluster {
    private final Configuration client;

    StackDfsCluster(Builder builder, Configuration client) throws IOException {
        super(builder);
        this.client = client;
    }

    @Override
    public DistributedFileSystem getFileSystem() throws IOException {
        return (DistributedFileSystem) FileSystem.get(client);
    }
}
