// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.mapreduce.v2.hs.JobHistoryServer;
import org.apache.hadoop.service.Service.STATE;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/** The real ResourceManager, NodeManagers and JobHistory server, talking to each other over RPC. */
final class YarnService implements AutoCloseable {
    private static final String LOCALHOST = "localhost";
    private static final String FILTERS_KEY = "hadoop.http.filter.initializers";
    /** Warns on standard error that a JVM has several web servers. Kept here, as java.util.logging keeps no logger. */
    private static final Logger GUICE = Logger.getLogger("com.google.inject.servlet.GuiceFilter");

    private static final List<String> MASTER_ADDRESSES = List.of(
            "yarn.resourcemanager.address",
            "yarn.resourcemanager.scheduler.address",
            "yarn.resourcemanager.resource-tracker.address",
            "yarn.resourcemanager.admin.address",
            "yarn.resourcemanager.webapp.address");
    private static final List<String> HISTORY_ADDRESSES = List.of(
            "mapreduce.jobhistory.address",
            "mapreduce.jobhistory.admin.address",
            "mapreduce.jobhistory.webapp.address");

    private final Path directory;
    private final Configuration conf;
    private final List<NodeManager> nodeManagers = new CopyOnWriteArrayList<>();
    private volatile ResourceManager resourceManager;
    private volatile JobHistoryServer history;

    YarnService(Configuration client, Map<String, String> settings, Path directory) {
        this.directory = directory;
        conf = new YarnConfiguration(client);
        for (String address : MASTER_ADDRESSES) {
            conf.set(address, LOCALHOST + ":0");
        }
        for (String address : HISTORY_ADDRESSES) {
            conf.set(address, LOCALHOST + ":0");
        }
        conf.set("mapreduce.framework.name", "yarn");
        conf.set("yarn.resourcemanager.hostname", LOCALHOST);
        // MapReduce then puts this JVM's class path into the containers'.
        conf.setBoolean("yarn.is.minicluster", true);
        conf.set("yarn.nodemanager.aux-services", "mapreduce_shuffle");
        conf.set("yarn.nodemanager.aux-services.mapreduce_shuffle.class", "org.apache.hadoop.mapred.ShuffleHandler");
        conf.set("mapreduce.shuffle.port", "0");
        conf.setBoolean("yarn.nodemanager.resource.detect-hardware-capabilities", false);
        conf.set("yarn.nodemanager.admin-env", "MALLOC_ARENA_MAX=2,JAVA_HOME=" + System.getProperty("java.home"));
        conf.set("yarn.nodemanager.container-executor.class", StackContainerExecutor.class.getName());
        conf.set(
                StackContainerExecutor.SITE_DIRECTORY_KEY,
                directory.resolve("site").toString());
        conf.set("yarn.node-attribute.fs-store.root-dir", "file://" + directory.resolve("node-attributes"));
        settings.forEach(conf::set);
        String filters = conf.get(FILTERS_KEY, "");
        conf.set(FILTERS_KEY, filters + (filters.isEmpty() ? "" : ",") + OwnPagesFilter.Initializer.class.getName());
    }

    /** ResourceManager, then NodeManagers; needs nothing of HDFS but its address. */
    void startYarn(int count) throws IOException {
        GUICE.setLevel(Level.SEVERE);
        SiteFiles.write(conf, directory.resolve("site"));
        resourceManager = new StackResourceManager();
        resourceManager.init(conf);
        resourceManager.start();
        requireStarted("ResourceManager", resourceManager.getServiceState(), resourceManager.getFailureCause());
        for (int i = 0; i < count; i++) {
            NodeManager nodeManager = new StackNodeManager();
            nodeManagers.add(nodeManager);
            nodeManager.init(nodeManagerConf(i));
            nodeManager.start();
            requireStarted("NodeManager " + i, nodeManager.getServiceState(), nodeManager.getFailureCause());
        }
    }

    private Configuration nodeManagerConf(int index) throws IOException {
        Configuration c = new YarnConfiguration(conf);
        Path own = directory.resolve("nm-" + index);
        c.set(
                "yarn.nodemanager.local-dirs",
                Files.createDirectories(own.resolve("local")).toString());
        c.set(
                "yarn.nodemanager.log-dirs",
                Files.createDirectories(own.resolve("log")).toString());
        c.set("yarn.nodemanager.address", LOCALHOST + ":0");
        c.set("yarn.nodemanager.localizer.address", LOCALHOST + ":0");
        c.set("yarn.nodemanager.webapp.address", LOCALHOST + ":0");
        c.set("yarn.nodemanager.collector-service.address", LOCALHOST + ":0");
        return c;
    }

    /** Needs a writable HDFS. */
    void startHistory() throws IOException {
        try (FileSystem fs = FileSystem.newInstance(conf)) {
            org.apache.hadoop.fs.Path tmp = new org.apache.hadoop.fs.Path("/tmp");
            fs.mkdirs(tmp);
            fs.setPermission(tmp, new FsPermission((short) 01777));
        }
        JobHistoryServer server = new JobHistoryServer();
        history = server;
        server.init(conf);
        server.start();
        requireStarted("JobHistory server", server.getServiceState(), server.getFailureCause());
        for (String address : HISTORY_ADDRESSES) {
            conf.set(address, server.getConfig().get(address));
        }
    }

    private static void requireStarted(String what, STATE state, Throwable cause) {
        if (state != STATE.STARTED) {
            throw new StackException(what + " is " + state + ", not started", cause);
        }
    }

    /** With the addresses the servers bound. */
    Configuration configuration() {
        return conf;
    }

    ResourceManager resourceManager() {
        return resourceManager;
    }

    /** Ends containers that run, or were left by a NodeManager. */
    void killContainers() {
        ProcessTrees.killThoseNaming(directory);
    }

    /** NodeManagers before the ResourceManager, at which they sign off. */
    @Override
    public synchronized void close() {
        List<Runnable> stops = new ArrayList<>();
        if (history != null) {
            stops.add(history::stop);
        }
        nodeManagers.forEach(nm -> stops.add(nm::stop));
        Parallel.runAll("stop-yarn", stops);
        if (resourceManager != null) {
            resourceManager.stop();
        }
        killContainers();
    }
}
