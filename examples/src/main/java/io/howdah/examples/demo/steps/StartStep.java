// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts everything with every plugin in place. Two racks hold a physical host that runs both of the rack's DataNodes,
 * as hypervisors do: a policy that knows racks only puts two replicas on it sooner or later.
 */
final class StartStep implements DemoStep {

    /** Where the inventory file is. */
    record Inventory(Path file) {}

    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hypervisor1"),
            new Machine("dn2", "/rack1", "hypervisor1"),
            new Machine("dn3", "/rack2", "hypervisor2"),
            new Machine("dn4", "/rack2", "hypervisor3"),
            new Machine("dn5", "/rack3", "hypervisor4"),
            new Machine("dn6", "/rack3", "hypervisor4"));

    private static final int NODE_MANAGERS = 2;
    private static final int REGION_SERVERS = 2;

    @Override
    public String title() {
        return "Start ZooKeeper, HA HDFS, YARN and HBase";
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        Path inventory = context.work("inventory.yaml");
        Files.writeString(inventory, inventory());
        context.keep(new Inventory(inventory));
        EmbeddedStack.Builder builder = EmbeddedStack.builder()
                .directory(context.work("stack"))
                .onProgress((service, took) ->
                        context.progress("%-10s up after %.1f s", service.title(), took.toMillis() / 1000.0))
                .hdfs(hdfs -> {
                    MACHINES.forEach(m -> hdfs.machine(m.hostName(), m.rack(), m.physicalHost()));
                    hdfs.highAvailability();
                    if (context.has(Plugin.HDFS_PLUGINS)) {
                        hdfs.set("dfs.block.replicator.classname", LoadRowsStep.POLICY)
                                .set("howdah.placement.inventory.file", inventory.toString());
                    }
                })
                .yarn(yarn -> {
                    yarn.nodeManagers(NODE_MANAGERS);
                    if (context.has(Plugin.YARN_SCHEDULER)) {
                        yarn.set("yarn.resourcemanager.scheduler.class", ReportJobStep.SCHEDULER)
                                .set("howdah.scheduler.packing.enabled", "true");
                    }
                })
                .hbase(hbase -> hbase.regionServers(REGION_SERVERS));
        EmbeddedStack stack = builder.start();
        context.started(stack);
        stack.writeConfiguration(context.work("conf"));
        return StepOutcome.of(
                        "2 NameNodes, 3 JournalNodes, 6 DataNodes on 3 racks and 4 physical hosts, 1 ResourceManager, "
                                + NODE_MANAGERS + " NodeManagers, 1 HBase master, " + REGION_SERVERS
                                + " region servers.")
                .table(new Table(
                        "The inventory",
                        List.of("DataNode", "rack", "physical host"),
                        MACHINES.stream()
                                .map(m -> List.of(m.hostName(), m.rack(), m.physicalHost()))
                                .toList()))
                .evidence("active NameNode", active(stack))
                .evidence("nameservice", stack.hdfs().nameservice())
                .command("howdah topology validate /etc/howdah/inventory.yaml");
    }

    private static String active(EmbeddedStack stack) {
        return stack.hdfs().nameNodes().stream()
                .filter(nn -> nn.isActive())
                .map(Object::toString)
                .findFirst()
                .orElse("none yet");
    }

    private static String inventory() {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        for (Machine machine : MACHINES) {
            yaml.append("  - host: ").append(machine.hostName()).append('\n');
            yaml.append("    rack: ").append(machine.rack()).append('\n');
            yaml.append("    physicalHost: ").append(machine.physicalHost()).append('\n');
        }
        return yaml.toString();
    }
}
