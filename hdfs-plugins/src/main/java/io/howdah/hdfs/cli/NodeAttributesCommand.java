// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah topology node-attributes}: for YARN's script-based provider of node attributes. */
@Command(
        name = "node-attributes",
        description = {
            "Prints the physical host of a machine, and its storage backend, power and upgrade domain if stated, as YARN's script-based",
            "provider reads them: containers can then be kept on different physical hosts. Characters that YARN does not allow in",
            "a value become _."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah topology node-attributes --inventory /etc/howdah/inventory.yaml",
            "In a script named by yarn.nodemanager.node-attributes.provider.script.path, with",
            "yarn.nodemanager.node-attributes.provider=script.",
            "Exit: 0 ok, 1 the machine is not in the inventory, 2 bad usage or inventory. YARN keeps the last attributes unless 0."
        })
final class NodeAttributesCommand implements Callable<Integer> {
    private static final int MAX_VALUE = 255;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "HOST", arity = "0..1", description = "name in the inventory (default: this machine)")
    private String host;

    @Option(names = "--inventory", required = true, paramLabel = "FILE", description = "the inventory, YAML or JSON")
    private Path inventory;

    @Option(names = "-v", description = "print stack traces")
    private boolean verbose;

    @Override
    public Integer call() throws UnknownHostException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> names = host != null ? List.of(host) : localNames();
        Inventory known;
        try {
            known = InventoryYaml.read(inventory, Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()));
        } catch (InventoryException e) {
            if (verbose) {
                e.printStackTrace(err);
            }
            err.println(e.getMessage());
            return Runner.BAD_INPUT;
        }
        InventoryNode node = known.find(names);
        if (node == null) {
            err.println(inventory + ": no host " + String.join(", ", names) + "; allowed: a host of the inventory");
            return Runner.NO;
        }
        print("physical-host", node.physicalHost());
        print("storage-backend", node.storageBackend());
        print("power", node.power());
        print("upgrade-domain", node.upgradeDomain());
        return Runner.OK;
    }

    private static List<String> localNames() throws UnknownHostException {
        InetAddress local = InetAddress.getLocalHost();
        return List.of(local.getCanonicalHostName(), local.getHostName(), local.getHostAddress()).stream()
                .distinct()
                .toList();
    }

    private void print(String name, String value) {
        if (value != null) {
            spec.commandLine().getOut().println("NODE_ATTRIBUTE:" + name + ",STRING," + allowed(value));
        }
    }

    /** As YARN's NodeLabelUtil wants it: letters, digits, - _ and dots, beginning with a letter or digit, up to 255. */
    static String allowed(String value) {
        String replaced = value.replaceAll("[^0-9a-zA-Z_.-]", "_").replaceFirst("^[^0-9a-zA-Z]+", "");
        String named = replaced.isEmpty() ? "unnamed" : replaced;
        return named.substring(0, Math.min(MAX_VALUE, named.length()));
    }
}
