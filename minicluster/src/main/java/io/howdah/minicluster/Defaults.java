// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.List;
import java.util.Map;

/**
 * What the stack sets differently from the platform so that everything fits into one small JVM and reacts within seconds.
 * Each can be overridden with {@code set()}; README.md lists them and a test holds the list against this class.
 */
final class Defaults {
    /** One default: for which service, which key, which value, and why. */
    record Default(Service service, String key, String value, String why) {}

    private static final String SMALL_JVM = " -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    static final List<Default> ALL = List.of(
            of(
                    Service.ALL,
                    "ipc.client.connect.retry.interval",
                    "200",
                    "a server that comes back is found within 0.2 s (ms)"),
            of(Service.ALL, "ipc.client.connect.max.retries", "10", "10 x 0.2 s for a refused connection"),
            of(Service.ALL, "hadoop.http.max.threads", "20", "small web servers"),
            // HDFS
            of(
                    Service.HDFS,
                    "dfs.heartbeat.interval",
                    "1",
                    "dead DataNodes are noticed after 2 x recheck + 10 x this (s): 12 s, not 10.5 min"),
            of(Service.HDFS, "dfs.namenode.heartbeat.recheck-interval", "1000", "as above (ms)"),
            of(Service.HDFS, "dfs.namenode.redundancy.interval.seconds", "1s", "re-replication starts within a second"),
            of(Service.HDFS, "dfs.datanode.handler.count", "3", "few threads"),
            of(Service.HDFS, "dfs.namenode.handler.count", "8", "few threads"),
            of(Service.HDFS, "dfs.namenode.service.handler.count", "4", "few threads"),
            of(Service.HDFS, "dfs.datanode.directoryscan.interval", "-1", "no background scans"),
            of(Service.HDFS, "dfs.datanode.scan.period.hours", "-1", "no background scans"),
            of(Service.HDFS, "dfs.namenode.fs-limits.min-block-size", "1024", "tests may use small blocks"),
            of(Service.HDFS, "dfs.client.failover.sleep.base.millis", "100", "clients try the other NameNode soon"),
            of(Service.HDFS, "dfs.client.failover.sleep.max.millis", "1000", "as above"),
            of(Service.HDFS, "dfs.client.failover.max.attempts", "120", "and for about two minutes"),
            of(Service.HDFS, "dfs.ha.tail-edits.in-progress", "true", "the standby follows within half a second"),
            of(Service.HDFS, "dfs.ha.tail-edits.period", "500ms", "as above"),
            of(Service.HDFS, "dfs.ha.fencing.methods", "shell(/bin/true)", "JournalNode epochs fence the writer"),
            of(
                    Service.HDFS,
                    "ha.health-monitor.check-interval.ms",
                    "500",
                    "a dead NameNode is noticed within half a second"),
            of(Service.HDFS, "ha.health-monitor.connect-retry-interval.ms", "500", "as above"),
            of(Service.HDFS, "ha.health-monitor.sleep-after-disconnect.ms", "500", "as above"),
            of(
                    Service.HDFS,
                    "dfs.ha.zkfc.nn.http.timeout.ms",
                    "0",
                    "ZKFC asks a NameNode that died for no thread dump; it may wait 20 s for it"),
            of(
                    Service.HDFS,
                    "ha.failover-controller.graceful-fence.rpc-timeout.ms",
                    "2000",
                    "do not wait long for a dead NameNode"),
            // YARN and MapReduce
            of(Service.YARN, "yarn.nodemanager.resource.memory-mb", "4096", "what each NodeManager offers"),
            of(Service.YARN, "yarn.nodemanager.resource.cpu-vcores", "8", "what each NodeManager offers"),
            of(Service.YARN, "yarn.scheduler.minimum-allocation-mb", "128", "small containers"),
            of(Service.YARN, "yarn.scheduler.maximum-allocation-mb", "4096", "as large as a NodeManager"),
            of(
                    Service.YARN,
                    "yarn.scheduler.capacity.maximum-am-resource-percent",
                    "0.5",
                    "several small jobs at a time"),
            of(
                    Service.YARN,
                    "yarn.nodemanager.vmem-check-enabled",
                    "false",
                    "a small JVM reserves much virtual memory"),
            of(
                    Service.YARN,
                    "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage",
                    "99.0",
                    "works on a nearly full laptop"),
            of(Service.YARN, "yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb", "0", "as above"),
            of(Service.YARN, "yarn.nodemanager.sleep-delay-before-sigkill.ms", "100", "containers are killed at once"),
            of(Service.YARN, "yarn.nodemanager.process-kill-wait.ms", "500", "as above"),
            of(Service.YARN, "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "200", "containers start soon"),
            of(Service.YARN, "yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", "200", "as above"),
            of(Service.YARN, "yarn.app.mapreduce.am.resource.mb", "512", "small MapReduce master"),
            of(Service.YARN, "yarn.app.mapreduce.am.command-opts", "-Xmx384m" + SMALL_JVM, "small MapReduce master"),
            of(Service.YARN, "mapreduce.map.memory.mb", "384", "small tasks"),
            of(Service.YARN, "mapreduce.map.java.opts", "-Xmx256m" + SMALL_JVM, "small tasks"),
            of(Service.YARN, "mapreduce.reduce.memory.mb", "384", "small tasks"),
            of(Service.YARN, "mapreduce.reduce.java.opts", "-Xmx256m" + SMALL_JVM, "small tasks"),
            of(Service.YARN, "mapreduce.task.io.sort.mb", "32", "fits into the small map task"),
            of(Service.YARN, "mapreduce.client.completion.pollinterval", "500", "jobs end without a 5 s wait (ms)"),
            of(Service.YARN, "mapreduce.client.progressmonitor.pollinterval", "500", "as above"),
            // HBase
            of(Service.HBASE, "hbase.regionserver.handler.count", "8", "few threads"),
            of(Service.HBASE, "hbase.regionserver.metahandler.count", "4", "few threads"),
            of(Service.HBASE, "hbase.regionserver.msginterval", "500", "region servers report twice a second"),
            of(Service.HBASE, "hbase.server.thread.wakefrequency", "1000", "periodic work every second"),
            of(
                    Service.HBASE,
                    "hbase.master.start.timeout.localHBaseCluster",
                    "300000",
                    "a busy machine may need minutes (ms)"),
            of(
                    Service.HBASE,
                    "hbase.regionserver.abort.timeout",
                    "31536000000",
                    "HBase halts the JVM this long after the abort of a region server (ms): a year, not 20 min"),
            of(Service.HBASE, "zookeeper.session.timeout", "30000", "a region server that hangs is dead after 30 s"));

    private static Default of(Service service, String key, String value, String why) {
        return new Default(service, key, value, why);
    }

    private Defaults() {}

    /** Puts the defaults of {@code services} where the map has no value yet. */
    static void addMissing(Map<String, String> settings, java.util.Set<Service> services) {
        for (Default d : ALL) {
            if (services.contains(d.service())) {
                settings.putIfAbsent(d.key(), d.value());
            }
        }
    }
}
