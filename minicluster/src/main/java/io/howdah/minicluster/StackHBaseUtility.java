// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseTestingUtility;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.util.FSUtils;

/** HBase's testing utility with its files in the stack's directory, and HBase at {@code /hbase} on the stack's HDFS. */
final class StackHBaseUtility extends HBaseTestingUtility {
    static final String DIRECTORY_KEY = "howdah.minicluster.hbase.directory";

    StackHBaseUtility(Configuration conf) {
        super(conf);
    }

    @Override
    public Path getRandomDir() {
        // Asked for by the super constructor: no field of this class is set yet.
        return new Path(getConfiguration().get(DIRECTORY_KEY));
    }

    @Override
    public Path createRootDir(boolean create) throws IOException {
        FileSystem fs = FileSystem.get(conf);
        Path root = fs.makeQualified(new Path("/hbase"));
        CommonFSUtils.setRootDir(conf, root);
        fs.mkdirs(root);
        FSUtils.setVersion(fs, root);
        return root;
    }
}
