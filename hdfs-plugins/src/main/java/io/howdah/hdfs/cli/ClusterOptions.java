// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.CopysetMembership;
import io.howdah.hdfs.audit.Judge;
import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.PlanState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import picocli.CommandLine.Option;

/** The options of every command that talks to a cluster: its configuration, the inventory, who asks. */
final class ClusterOptions {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "directory with core-site.xml and hdfs-site.xml (default: the classpath's)")
    private Path conf;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "set a configuration key")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "inventory (default: howdah.placement.inventory.file)")
    private Path inventory;

    @Option(names = "--plan", paramLabel = "FILE", description = "copysets (default: howdah.placement.plan.file)")
    private Path plan;

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "secure cluster: Kerberos principal of --keytab (default: the ticket of kinit)")
    private String principal;

    @Option(names = "--keytab", paramLabel = "FILE", description = "secure cluster: keytab of --principal")
    private Path keytab;

    @Option(names = "-v", description = "print stack traces")
    boolean verbose; // read by Runner from the arguments, before they are parsed

    /**
     * A cluster that was reached.
     *
     * @param configuration of the client
     * @param hdfs the file system
     * @param placement the settings
     * @param resolver the inventory
     * @param plan the copysets; {@link PlanState#NONE} when none are configured
     */
    record Cluster(
            Configuration configuration,
            DistributedFileSystem hdfs,
            PlacementSettings placement,
            SiteResolver resolver,
            PlanState plan)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            hdfs.close();
        }

        /** {@return who judges blocks} */
        Judge judge() {
            return new Judge(hdfs.getClient(), resolver, placement.minRacks());
        }

        /** {@return the plan's copysets, or null without a plan} */
        CopysetMembership copysets() {
            return plan.plan() == null ? null : new CopysetMembership(plan, resolver);
        }

        /** {@return what replicas are judged by, as one short text} */
        String rules() {
            return placement.hardDomains() + " " + placement.minRacks() + " "
                    + resolver.state().inventory().sha256() + " "
                    + (plan.plan() == null
                            ? ""
                            : plan.plan().generation() + "/" + plan.plan().inventorySha256());
        }
    }

    /**
     * Reads configuration and inventory, logs in, opens the file system.
     *
     * @throws IllegalArgumentException when an option, the configuration or the inventory is not usable
     * @throws IOException when there are no credentials or the cluster cannot be reached
     */
    Cluster open(String path) throws IOException {
        Configuration configuration = configuration();
        if (inventory != null) {
            configuration.set(
                    PlacementSettings.INVENTORY_FILE.name(),
                    inventory.toAbsolutePath().toString());
        }
        if (plan != null) {
            configuration.set(
                    PlacementSettings.PLAN_FILE.name(), plan.toAbsolutePath().toString());
        }
        PlacementSettings placement = PlacementSettings.parse(configuration::get);
        SiteResolver resolver = resolver(placement);
        PlanState copysets = plan(placement);
        KerberosLogin.login(configuration, principal, keytab);
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(path);
        FileSystem fileSystem = FileSystem.newInstance(target.toUri(), configuration);
        if (fileSystem instanceof DistributedFileSystem hdfs) {
            return new Cluster(configuration, hdfs, placement, resolver, copysets);
        }
        fileSystem.close();
        throw new IllegalArgumentException("fs.defaultFS=" + configuration.get("fs.defaultFS")
                + ": not HDFS; allowed: hdfs:// (use --conf DIR or -D fs.defaultFS=...)");
    }

    private Configuration configuration() {
        return configuration(conf, settings);
    }

    /** {@return the client's configuration, from a directory or the classpath, with keys set on top} */
    static Configuration configuration(Path conf, Map<String, String> settings) {
        Configuration configuration = new HdfsConfiguration();
        if (conf != null) {
            for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
                Path file = conf.resolve(name);
                if (!Files.isReadable(file)) {
                    throw new IllegalArgumentException(
                            file + ": not readable; allowed: a directory with core-site.xml and hdfs-site.xml");
                }
                configuration.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
            }
        }
        settings.forEach(configuration::set);
        return configuration;
    }

    private static SiteResolver resolver(PlacementSettings placement) {
        Path file = placement
                .inventoryFile()
                .orElseThrow(() -> new IllegalArgumentException(PlacementSettings.INVENTORY_FILE.name()
                        + " is not set; allowed: set it, or pass --inventory FILE"));
        try {
            return new SiteResolver(
                    placement.hardDomains(), new InventorySource(file, placement.maxBytes(), Clock.systemUTC()));
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static PlanState plan(PlacementSettings placement) {
        if (placement.planFile().isEmpty()) {
            return PlanState.NONE;
        }
        try {
            return new PlanSource(placement.planFile().get(), placement.maxBytes(), Clock.systemUTC()).state();
        } catch (PlanException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
