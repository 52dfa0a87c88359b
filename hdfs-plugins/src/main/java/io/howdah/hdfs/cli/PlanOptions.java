// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanUpdate;
import io.howdah.hdfs.plan.core.PlanRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code plan} and {@code apply} share: the two files, and what the plan is to hold. */
final class PlanOptions {
    private static final Pattern CODE =
            Pattern.compile("(?:RS|RS-LEGACY|XOR)-([1-9][0-9]?)-([1-9][0-9]?)(?:-[0-9]+K)?");
    private static final Set<String> STORAGE_TYPES = Set.of("DISK", "SSD", "ARCHIVE", "NVDIMM");

    @Option(names = "--inventory", required = true, paramLabel = "FILE", description = "the inventory, YAML or JSON")
    Path inventory;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "the plan: extended when it exists, else begun; the one before stays as FILE.bak")
    Path plan;

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
            description = "nodes each node shares copysets with (default: as in the plan, else 10)")
    private Integer scatterWidth;

    @Option(
            names = "--hard-domains",
            paramLabel = "DOMAIN",
            split = ",",
            description = "host, backend, power, upgrade-domain (default: as in the plan, else host,backend)")
    private List<String> hardDomains;

    @Option(
            names = "--min-racks",
            paramLabel = "N",
            description = "racks of a copyset at least, where there are so many (default: as in the plan, else 2)")
    private Integer minRacks;

    @Option(names = "--only", description = "drop the plan's kinds of block that --replication and --ec do not name")
    private boolean only;

    @Option(
            names = "--force",
            description = "extend the plan even though more than half of its nodes are not in the inventory")
    private boolean force;

    /** Updates the plan. */
    PlanUpdate.Outcome update(boolean begin, boolean dryRun) throws InventoryException, PlanException, IOException {
        PlanUpdate.Last last = begin ? PlanUpdate.Last.IGNORE : force ? PlanUpdate.Last.FORCE : PlanUpdate.Last.EXTEND;
        try {
            return PlanUpdate.run(
                    inventory,
                    Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()),
                    plan,
                    request(),
                    last,
                    dryRun);
        } catch (OutOfMemoryError e) {
            // Nothing was written: writing comes after all that is large has been made.
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            throw new IllegalStateException(
                    "out of memory with a heap of " + megabytes + " MB; allowed: HOWDAH_OPTS=-Xmx4g, or a smaller --scatter-width",
                    e);
        }
    }

    /**
     * {@return the request}
     *
     * @throws IllegalArgumentException with the option, its value and what is allowed
     */
    PlanRequest request() {
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
                optional("--scatter-width", scatterWidth, InventoryBuilder.MAX_NODES),
                Optional.ofNullable(hardDomains).map(PlanOptions::domains),
                optional("--min-racks", minRacks, 64));
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

    private static OptionalInt optional(String option, Integer value, int max) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(within(option, value, 1, max));
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
