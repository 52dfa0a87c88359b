// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

/** The services of a stack, as named in errors and progress reports. */
public enum Service {
    /** Settings for every service. */
    ALL("stack"),
    /** ZooKeeper. */
    ZOOKEEPER("ZooKeeper"),
    /** The JournalNodes of a highly available HDFS. */
    JOURNALNODES("JournalNodes"),
    /** NameNodes and DataNodes. */
    HDFS("HDFS"),
    /** The failover controllers of a highly available HDFS. */
    ZKFC("ZKFC"),
    /** ResourceManager and NodeManagers. */
    YARN("YARN"),
    /** The MapReduce JobHistory server. */
    JOBHISTORY("JobHistory"),
    /** HBase master and region servers. */
    HBASE("HBase");

    private final String title;

    Service(String title) {
        this.title = title;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
