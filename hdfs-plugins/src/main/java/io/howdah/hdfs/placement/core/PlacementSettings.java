// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import io.howdah.hdfs.inventory.core.FailureDomain;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The placement settings, parsed and validated once. Immutable.
 *
 * @param inventoryFile the inventory, absolute; empty when none is configured (the hard rules are then off)
 * @param planFile the plan, absolute; empty when none is configured (replica sets are then not bounded)
 * @param hardDomains domains of which no two replicas of a block may share a value, in order, without duplicates
 * @param minRacks racks a replicated block spans at least, where there are so many; 2 is what stock HDFS does
 * @param scatterWidth nodes each node shares a copyset with, for {@code howdah topology plan}
 * @param strictCopysetMoves whether the Balancer may only move a replica so that the block ends in a copyset
 * @param poll how often the files are looked at, at least one second
 * @param maxAge age of the inventory file from which it counts as stale; zero = never
 * @param maxBytes largest inventory or plan accepted, in bytes
 * @param auditFile report of the last audit, absolute; empty when none is shown
 */
public record PlacementSettings(
        Optional<Path> inventoryFile,
        Optional<Path> planFile,
        List<FailureDomain> hardDomains,
        int minRacks,
        int scatterWidth,
        boolean strictCopysetMoves,
        Duration poll,
        Duration maxAge,
        long maxBytes,
        Optional<Path> auditFile) {
    public static final SettingKey INVENTORY_FILE = new SettingKey(
            "howdah.placement.inventory.file",
            "",
            "absolute path of a YAML or JSON file",
            "The inventory. Not set: every DataNode counts as its own physical host, as in stock HDFS.");
    public static final SettingKey PLAN_FILE = new SettingKey(
            "howdah.placement.plan.file",
            "",
            "absolute path of a file written by howdah topology plan",
            "The plan (copysets). Not set: hard rules only, replica sets are not bounded.");
    public static final SettingKey HARD_DOMAINS = new SettingKey(
            "howdah.placement.hard-domains",
            "host,backend",
            "comma-separated list of " + FailureDomain.allowed(),
            "No two replicas of a block share a value of these while a legal choice exists.");
    public static final SettingKey MIN_RACKS = new SettingKey(
            "howdah.placement.min-racks",
            "2",
            "2 to 16",
            "Racks a replicated block spans at least, where so many racks have room. 2 is the stock rule.");
    public static final SettingKey SCATTER_WIDTH = new SettingKey(
            "howdah.placement.scatter-width",
            "10",
            "1 to 10000",
            "Nodes each node shares a copyset with: read by howdah topology plan, not by the NameNode.");
    public static final SettingKey STRICT_COPYSET_MOVES = new SettingKey(
            "howdah.placement.strict-copyset-moves",
            "false",
            "true or false",
            "true: Balancer and Mover move a replica only when the block then is in a copyset, or was in none before.");
    public static final SettingKey POLL = new SettingKey(
            "howdah.placement.poll",
            "10s",
            "1s to 1h",
            "How often the inventory and the plan are looked at (modification time and size).");
    public static final SettingKey MAX_AGE = new SettingKey(
            "howdah.placement.max-age",
            "0s",
            "0s (never) to 365d",
            "Age of the inventory file from which InventoryStale is 1.");
    public static final SettingKey MAX_BYTES = new SettingKey(
            "howdah.placement.inventory.max-bytes",
            "67108864",
            "1024 to 1073741824",
            "Largest inventory or plan file accepted, in bytes.");

    public static final SettingKey AUDIT_FILE = new SettingKey(
            "howdah.placement.audit.file",
            "",
            "absolute path of a JSON file",
            "Report of the last `howdah placement audit` or `repair` (--report), shown as AuditViolations. On a local disk.");

    /** Every key, in the order of the documentation. */
    public static final List<SettingKey> KEYS = List.of(
            INVENTORY_FILE,
            PLAN_FILE,
            HARD_DOMAINS,
            MIN_RACKS,
            SCATTER_WIDTH,
            STRICT_COPYSET_MOVES,
            POLL,
            MAX_AGE,
            MAX_BYTES,
            AUDIT_FILE);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d)?");

    public PlacementSettings {
        hardDomains = List.copyOf(hardDomains);
    }

    /**
     * Parses settings.
     *
     * @param lookup key to value; null when not set
     * @throws IllegalArgumentException with the key, the offending value and what is allowed
     */
    public static PlacementSettings parse(Function<String, String> lookup) {
        return new PlacementSettings(
                path(lookup, INVENTORY_FILE),
                path(lookup, PLAN_FILE),
                domains(lookup),
                (int) number(lookup, MIN_RACKS, 2, 16),
                (int) number(lookup, SCATTER_WIDTH, 1, 10_000),
                bool(lookup, STRICT_COPYSET_MOVES),
                duration(lookup, POLL, Duration.ofSeconds(1), Duration.ofHours(1)),
                duration(lookup, MAX_AGE, Duration.ZERO, Duration.ofDays(365)),
                number(lookup, MAX_BYTES, 1024, 1L << 30),
                path(lookup, AUDIT_FILE));
    }

    /** {@return the same settings with another inventory file} */
    public PlacementSettings withInventoryFile(Path file) {
        return new PlacementSettings(
                Optional.of(file),
                planFile,
                hardDomains,
                minRacks,
                scatterWidth,
                strictCopysetMoves,
                poll,
                maxAge,
                maxBytes,
                auditFile);
    }

    private static String text(Function<String, String> lookup, SettingKey key) {
        String value = lookup.apply(key.name());
        return value == null || value.isBlank() ? key.defaultValue() : value.trim();
    }

    private static Optional<Path> path(Function<String, String> lookup, SettingKey key) {
        String value = text(lookup, key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(value);
            if (path.isAbsolute()) {
                return Optional.of(path);
            }
        } catch (InvalidPathException e) {
            throw bad(key, value);
        }
        throw bad(key, value);
    }

    private static boolean bool(Function<String, String> lookup, SettingKey key) {
        String value = text(lookup, key).toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(key, value);
        };
    }

    private static List<FailureDomain> domains(Function<String, String> lookup) {
        String value = text(lookup, HARD_DOMAINS);
        List<FailureDomain> domains = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            FailureDomain domain = FailureDomain.of(part).orElseThrow(() -> bad(HARD_DOMAINS, value));
            if (domains.contains(domain)) {
                throw bad(HARD_DOMAINS, value);
            }
            domains.add(domain);
        }
        return domains;
    }

    private static Duration duration(Function<String, String> lookup, SettingKey key, Duration min, Duration max) {
        String value = text(lookup, key);
        Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad(key, value);
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        Duration duration = switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw bad(key, value);
        }
        return duration;
    }

    private static long number(Function<String, String> lookup, SettingKey key, long min, long max) {
        String value = text(lookup, key);
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(key, value);
        }
        throw bad(key, value);
    }

    private static IllegalArgumentException bad(SettingKey key, String value) {
        return new IllegalArgumentException(key.name() + "=" + value + ": not allowed; allowed: " + key.allowed());
    }
}
