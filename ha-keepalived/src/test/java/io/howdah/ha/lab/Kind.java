// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import java.util.List;

/** A daemon of the lab: its main class, its heap, its arguments. */
public enum Kind {
    ZOOKEEPER("org.apache.zookeeper.server.quorum.QuorumPeerMain", 64),
    JOURNALNODE("org.apache.hadoop.hdfs.qjournal.server.JournalNode", 64),
    NAMENODE("org.apache.hadoop.hdfs.server.namenode.NameNode", 160),
    ZKFC("org.apache.hadoop.hdfs.tools.DFSZKFailoverController", 48),
    DATANODE("org.apache.hadoop.hdfs.server.datanode.DataNode", 96),
    AGENT("io.howdah.ha.cli.HaCommand", 32),
    HAADMIN("org.apache.hadoop.hdfs.tools.DFSHAAdmin", 48),
    OBSERVER("io.howdah.ha.lab.Observer", 96),
    /** Not a JVM: a supervisor and its VRRP child. */
    KEEPALIVED("keepalived", 0),
    /** Not a JVM: for sshfence. */
    SSHD("/usr/sbin/sshd", 0);

    private final String program;
    private final int heapMegabytes;

    Kind(String program, int heapMegabytes) {
        this.program = program;
        this.heapMegabytes = heapMegabytes;
    }

    String program() {
        return program;
    }

    /** Small: a dozen of them share a machine. */
    List<String> jvmOptions() {
        return List.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Djava.net.preferIPv4Stack=true");
    }
}
