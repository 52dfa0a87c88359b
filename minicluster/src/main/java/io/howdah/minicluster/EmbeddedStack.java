// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * ZooKeeper, HDFS, YARN and HBase in this JVM, on loopback, with any plugin given by its class name.
 *
 * <pre>{@code
 * try (EmbeddedStack stack = EmbeddedStack.builder()
 *     .hdfs(h -> h.machine("dn1", "/rack1", "hv1").machine("dn2", "/rack2", "hv2").highAvailability())
 *     .yarn(y -> y.nodeManagers(2))
 *     .hbase(b -> b.regionServers(2))
 *     .start()) {
 *   FileSystem fs = stack.hdfs().fileSystem();
 * }
 * }</pre>
 *
 * <p>Thread-safe once started.
 */
public final class EmbeddedStack implements AutoCloseable {
    private final StackRuntime runtime;

    private EmbeddedStack(StackRuntime runtime) {
        this.runtime = runtime;
    }

    /** A new, empty builder: nothing runs unless asked for. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where all files of this stack are. */
    public Path directory() {
        return runtime.directory();
    }

    /** A copy of the client configuration for all that runs. */
    public Configuration configuration() {
        return new Configuration(runtime.client());
    }

    /**
     * Writes core-site.xml, hdfs-site.xml, yarn-site.xml, mapred-site.xml and hbase-site.xml for tools in other processes.
     *
     * @param target created if missing
     */
    public void writeConfiguration(Path target) throws IOException {
        SiteFiles.write(runtime.client(), target);
    }

    /**
     * The ZooKeeper server.
     *
     * @throws IllegalStateException if this stack has none
     */
    public ZooKeeperHandle zooKeeper() {
        return require(runtime.zooKeeper(), "ZooKeeper", "zooKeeper()");
    }

    /**
     * HDFS.
     *
     * @throws IllegalStateException if this stack has none
     */
    public HdfsHandle hdfs() {
        return require(runtime.hdfs(), "HDFS", "hdfs(h -> {})");
    }

    /**
     * YARN and the JobHistory server.
     *
     * @throws IllegalStateException if this stack has none
     */
    public YarnHandle yarn() {
        return require(runtime.yarn(), "YARN", "yarn(y -> {})");
    }

    /**
     * HBase.
     *
     * @throws IllegalStateException if this stack has none
     */
    public HBaseHandle hbase() {
        return require(runtime.hbase(), "HBase", "hbase(b -> {})");
    }

    private static <T> T require(T handle, String service, String call) {
        if (handle == null) {
            throw new IllegalStateException(service + " is not part of this stack: add ." + call + " to its builder");
        }
        return handle;
    }

    /** Stops everything and kills what is left of YARN's containers. Idempotent. */
    @Override
    public void close() {
        runtime.close();
    }

    /** What to start. Not thread-safe; can be used once. */
    public static final class Builder {
        final StackSpec spec = new StackSpec();

        private Builder() {}

        /**
         * Where all files go; default: a fresh directory under {@code target/}. A stack begins empty: what an earlier one
         * left there (the directories zookeeper, journal, hdfs, yarn, hbase and tmp) is deleted.
         */
        public Builder directory(Path directory) {
            spec.directory = Objects.requireNonNull(directory, "directory");
            return this;
        }

        /** Sets a configuration key for every service. */
        public Builder set(String key, String value) {
            spec.settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value of " + key));
            return this;
        }

        /** Starts ZooKeeper even if no other service needs it. */
        public Builder zooKeeper() {
            spec.zooKeeper = true;
            return this;
        }

        /** Starts HDFS. */
        public Builder hdfs(Consumer<HdfsSpec> specification) {
            spec.hdfs = spec.hdfs == null ? new HdfsSpec() : spec.hdfs;
            specification.accept(spec.hdfs);
            return this;
        }

        /** Starts YARN and the JobHistory server; HDFS comes with it. */
        public Builder yarn(Consumer<YarnSpec> specification) {
            spec.yarn = spec.yarn == null ? new YarnSpec() : spec.yarn;
            specification.accept(spec.yarn);
            return this;
        }

        /** Starts HBase; HDFS and ZooKeeper come with it. */
        public Builder hbase(Consumer<HBaseSpec> specification) {
            spec.hbase = spec.hbase == null ? new HBaseSpec() : spec.hbase;
            specification.accept(spec.hbase);
            return this;
        }

        /** Hears when each service is up; the stack itself prints nothing. */
        public Builder onProgress(ProgressListener listener) {
            spec.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Whether YARN's containers, which are processes of their own, are ended when this JVM exits (Ctrl-C, {@code
         * System.exit}) without {@link EmbeddedStack#close()}; default true.
         */
        public Builder shutdownHook(boolean install) {
            spec.shutdownHook = install;
            return this;
        }

        /**
         * Starts everything asked for and returns when all of it serves.
         *
         * @throws StackException which names the service that did not start; everything is stopped again by then
         */
        public EmbeddedStack start() {
            StackRuntime runtime = new StackRuntime(spec);
            runtime.start();
            return new EmbeddedStack(runtime);
        }
    }
}
