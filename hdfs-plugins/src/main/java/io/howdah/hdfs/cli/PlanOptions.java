// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.placement.core.SettingKey;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanUpdate;
import io.howdah.hdfs.plan.core.PlanRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** What {@code plan} and {@code apply} share: the two files, and what the plan is to hold. */
final class PlanOptions {
    private static final Pattern CODE =
            Pattern.compile("(?:RS|RS-LEGACY|XOR)-([1-9][0-9]?)-([1-9][0-9]?)(?:-[0-9]+K)?");
    private static final Set<String> STORAGE_TYPES = Set.of("DISK", "SSD", "ARCHIVE", "NVDIMM");

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "the inventory, YAML or JSON (default: howdah.placement.inventory.file)")
    private Path inventory;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "the plan: extended when it exists, else begun; the one before stays as FILE.bak (default: howdah.placement.plan.file)")
    private Path plan;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "directory with core-site.xml and hdfs-site.xml (default: the classpath's)")
    private Path conf;

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "set a configuration key")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--replication",
            paramLabel = "R",
            split = ",",
            description = "make copysets for blocks of R replicas, 2 to 64 (without a plan and --ec: 3)")
    private List<Integer> replication = List.of();

    @Option(
            names = "--ec",
            paramLabel = "POLICY",
            split = ",",
            description = "make copysets for an erasure coding policy, such as RS-6-3-1024k")
    private List<String> codes = List.of();

    @Option(
            names = "--storage-types",
            paramLabel = "TYPE",
            split = ",",
            description = "storage types of --replication and --ec: DISK, SSD, ARCHIVE, NVDIMM (default: DISK)")
    private List<String> storageTypes = List.of("DISK");

    @Option(
            names = "--scatter-width",
            paramLabel = "S",
            description =
                    "nodes each node shares copysets with (default: howdah.placement.scatter-width, else as in the plan, else 10)")
    private Integer scatterWidth;

    @Option(
            names = "--hard-domains",
            paramLabel = "DOMAIN",
            split = ",",
            description =
                    "host, backend, power, upgrade-domain (default: howdah.placement.hard-domains, else as in the plan, else host,backend)")
    private List<String> hardDomains;

    @Option(
            names = "--min-racks",
            paramLabel = "N",
            description =
                    "racks of a copyset at least, where there are so many (default: howdah.placement.min-racks, else as in the plan, else 2)")
    private Integer minRacks;

    @Option(names = "--only", description = "drop the plan's kinds of block that --replication and --ec do not name")
    private boolean only;

    @Option(
            names = "--force",
            description = "extend the plan even though more than half of its nodes are not in the inventory")
    private boolean force;

    /**
     * The options, completed by the configuration.
     *
     * @param inventory the inventory
     * @param plan the plan
     * @param maxBytes largest size accepted of either
     * @param request what is asked of the plan
     */
    record Resolved(Path inventory, Path plan, long maxBytes, PlanRequest request) {}

    /**
     * {@return the options, completed by the configuration}
     *
     * @throws IllegalArgumentException with the option or key, its value and what is allowed
     */
    Resolved resolve() {
        Configuration configuration = ClusterOptions.configuration(conf, settings);
        PlacementSettings placement = PlacementSettings.parse(configuration::get);
        return new Resolved(
                file(inventory, placement.inventoryFile(), "--inventory", PlacementSettings.INVENTORY_FILE),
                file(plan, placement.planFile(), "--plan", PlacementSettings.PLAN_FILE),
                placement.maxBytes(),
                request(placement, key -> configuration.get(key.name()) != null));
    }

    private static Path file(Path option, Optional<Path> configured, String name, SettingKey key) {
        return Optional.ofNullable(option)
                .or(() -> configured)
                .orElseThrow(() -> new IllegalArgumentException(
                        name + " is missing; allowed: " + name + " FILE, or " + key.name() + " in hdfs-site.xml"));
    }

    /** Updates the plan. */
    PlanUpdate.Outcome update(Resolved resolved, boolean begin, boolean dryRun)
            throws InventoryException, PlanException, IOException {
        PlanUpdate.Last last = begin ? PlanUpdate.Last.IGNORE : force ? PlanUpdate.Last.FORCE : PlanUpdate.Last.EXTEND;
        try {
            return PlanUpdate.run(
                    resolved.inventory(), resolved.maxBytes(), resolved.plan(), resolved.request(), last, dryRun);
        } catch (OutOfMemoryError e) {
            // Nothing was written: writing comes after all that is large has been made.
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            throw new IllegalStateException(
                    "out of memory with a heap of " + megabytes
                            + " MB; allowed: HOWDAH_OPTS=-Xmx4g, or a smaller --scatter-width",
                    e);
        }
    }

    private PlanRequest request(PlacementSettings placement, Predicate<SettingKey> set) {
        List<PlanRequest.Kind> kinds = new ArrayList<>();
        for (String type : storageTypes) {
            String name = type.trim().toUpperCase(Locale.ROOT);
            if (!STORAGE_TYPES.contains(name)) {
                throw bad("--storage-types", type, "DISK, SSD, ARCHIVE, NVDIMM");
            }
            replication.forEach(size -> kinds.add(new PlanRequest.Kind(within("--replication", size, 2, 64), 0, name)));
            codes.forEach(code -> kinds.add(kind(code, name)));
        }
        if (only && kinds.isEmpty()) {
            throw bad("--only", "", "with --replication or --ec");
        }
        return new PlanRequest(
                kinds.stream().distinct().toList(),
                only,
                optional(
                        within("--scatter-width", scatterWidth, InventoryBuilder.MAX_NODES),
                        placement.scatterWidth(),
                        set.test(PlacementSettings.SCATTER_WIDTH)),
                Optional.ofNullable(hardDomains)
                        .map(PlanOptions::domains)
                        .or(() -> Optional.of(placement.hardDomains())
                                .filter(domains -> set.test(PlacementSettings.HARD_DOMAINS))),
                optional(
                        within("--min-racks", minRacks, 64),
                        placement.minRacks(),
                        set.test(PlacementSettings.MIN_RACKS)));
    }

    private static PlanRequest.Kind kind(String code, String storageType) {
        Matcher matcher = CODE.matcher(code.trim().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad("--ec", code, "RS-k-m, XOR-k-m or RS-LEGACY-k-m, such as RS-6-3");
        }
        int parity = Integer.parseInt(matcher.group(2));
        int size = within("--ec", Integer.parseInt(matcher.group(1)) + parity, 2, 64);
        return new PlanRequest.Kind(size, parity, storageType);
    }

    private static List<FailureDomain> domains(List<String> names) {
        List<FailureDomain> domains = new ArrayList<>();
        for (String name : names) {
            FailureDomain domain =
                    FailureDomain.of(name).orElseThrow(() -> bad("--hard-domains", name, FailureDomain.allowed()));
            if (!domains.contains(domain)) {
                domains.add(domain);
            }
        }
        return domains;
    }

    private static OptionalInt optional(Integer option, int configured, boolean set) {
        return option != null ? OptionalInt.of(option) : set ? OptionalInt.of(configured) : OptionalInt.empty();
    }

    private static Integer within(String option, Integer value, int max) {
        return value == null ? null : within(option, value, 1, max);
    }

    private static int within(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw bad(option, "" + value, min + " to " + max);
        }
        return value;
    }

    private static IllegalArgumentException bad(String option, String value, String allowed) {
        return new IllegalArgumentException(option + "=" + value + ": not allowed; allowed: " + allowed);
    }
}
