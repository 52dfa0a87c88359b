// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.qjournal.server.JournalNode;

/** The three JournalNodes two NameNodes share their edits through. */
final class JournalNodes implements AutoCloseable {
    private final List<JournalNode> nodes = new ArrayList<>();

    JournalNodes(Configuration base, List<Integer> ports, Path directory) throws IOException {
        try {
            for (int i = 0; i < ports.size(); i++) {
                Configuration conf = new Configuration(base);
                conf.set(
                        "dfs.journalnode.edits.dir",
                        directory.resolve("journalnode-" + i).toString());
                conf.set("dfs.journalnode.rpc-address", HdfsLayout.HOST + ":" + ports.get(i));
                conf.set("dfs.journalnode.http-address", HdfsLayout.HOST + ":0");
                JournalNode node = new JournalNode();
                nodes.add(node);
                node.setConf(conf);
                node.start();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        for (JournalNode node : nodes) {
            if (node.isStarted()) {
                try {
                    node.stopAndJoin(0);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
