// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.CdcSettings;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.CommonFSUtils;

/**
 * Where a peer keeps what must outlive a region server.
 *
 * @param fileSystem of both directories
 * @param peer {@code <directory>/<peer>}
 * @param hbaseRoot {@code hbase.rootdir}
 */
public record CdcDirectory(FileSystem fileSystem, Path peer, Path hbaseRoot) {

    /**
     * The directory of a peer; settings that have nothing to do with it may be bad.
     *
     * @param conf of the region servers: where HBase's files are, and what the peer does not have
     * @param own the peer's configuration
     */
    public static CdcDirectory of(Configuration conf, Map<String, String> own, String peer) throws IOException {
        String key = CdcSettings.DIRECTORY.name();
        String directory = own.getOrDefault(key, conf.get(key, "")).trim();
        Path root = CommonFSUtils.getRootDir(conf);
        FileSystem fileSystem = root.getFileSystem(conf);
        Path base = directory.isEmpty() ? new Path(root, "howdah-cdc") : fileSystem.makeQualified(new Path(directory));
        return new CdcDirectory(fileSystem, new Path(base, peer), root);
    }

    /** Of the dead letters. */
    public Path deadLetters() {
        return new Path(peer, "dead-letters");
    }

    /** What is known of a table's incarnations. */
    Path incarnations(TableName table) {
        return new Path(new Path(new Path(peer, "tables"), table.getNamespaceAsString()), table.getQualifierAsString());
    }

    /** A region's directory as long as the region is there. */
    Path region(TableName table, String encodedName) {
        return new Path(table(table), encodedName);
    }

    /** A table's directory. */
    Path table(TableName table) {
        return CommonFSUtils.getTableDir(hbaseRoot, table);
    }
}
