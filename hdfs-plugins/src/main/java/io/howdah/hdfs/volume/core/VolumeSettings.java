// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import io.howdah.hdfs.placement.core.SettingKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of volume choosing, parsed and validated once. Immutable.
 *
 * @param backends data directory, or a directory above several, to the backend an operator states for it
 * @param floor space to keep free on a volume while another has room
 * @param halfLife how fast measured latency and recent writes lose weight
 * @param refresh how often the mount table is read again
 * @param systemRoot directory that has proc and sys in it
 */
public record VolumeSettings(
        Map<Path, String> backends, AvailableFloor floor, Duration halfLife, Duration refresh, Path systemRoot) {
    public static final SettingKey BACKENDS = new SettingKey(
            "howdah.volume.backends",
            "",
            "comma-separated list of DIRECTORY=BACKEND, directories absolute and each once",
            "Backend of the data directories at or below DIRECTORY (the longest match counts). Not listed: found in the mount table.");
    public static final SettingKey FLOOR = new SettingKey(
            "howdah.volume.available-floor",
            "5%",
            "bytes (k, m, g, t for powers of 1024), or 0% to 50% of a volume's capacity",
            "A volume that would have less available is not chosen while another has room.");
    public static final SettingKey HALF_LIFE = new SettingKey(
            "howdah.volume.half-life",
            "60s",
            "1s to 1h",
            "Time after which a measured latency or a past write counts half.");
    public static final SettingKey REFRESH = new SettingKey(
            "howdah.volume.refresh",
            "10m",
            "1s to 1d",
            "How often the mount table is read again; a new volume is looked up at once.");
    public static final SettingKey SYSTEM_ROOT = new SettingKey(
            "howdah.volume.system-root",
            "/",
            "absolute path of a directory",
            "Directory that has proc and sys in it, for a container that sees the host's elsewhere.");

    /** Every key, in the order of the documentation. */
    public static final List<SettingKey> KEYS = List.of(BACKENDS, FLOOR, HALF_LIFE, REFRESH, SYSTEM_ROOT);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,15})([kmgt])?");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,3})?)%");

    public VolumeSettings {
        backends = Map.copyOf(backends);
    }

    /**
     * Parses settings.
     *
     * @param lookup key to value; null when not set
     * @throws IllegalArgumentException with the key, the offending value and what is allowed
     */
    public static VolumeSettings parse(Function<String, String> lookup) {
        return new VolumeSettings(
                backends(text(lookup, BACKENDS)),
                floor(text(lookup, FLOOR)),
                duration(HALF_LIFE, text(lookup, HALF_LIFE), Duration.ofHours(1)),
                duration(REFRESH, text(lookup, REFRESH), Duration.ofDays(1)),
                directory(SYSTEM_ROOT, text(lookup, SYSTEM_ROOT), text(lookup, SYSTEM_ROOT)));
    }

    private static String text(Function<String, String> lookup, SettingKey key) {
        String value = lookup.apply(key.name());
        return value == null || value.isBlank() ? key.defaultValue() : value.trim();
    }

    private static Map<Path, String> backends(String value) {
        Map<Path, String> backends = new LinkedHashMap<>();
        if (value.isEmpty()) {
            return backends;
        }
        for (String entry : value.split(",", -1)) {
            int equals = entry.lastIndexOf('=');
            String backend = entry.substring(equals + 1).trim();
            if (equals < 0 || backend.isEmpty()) {
                throw bad(BACKENDS, value);
            }
            Path directory =
                    directory(BACKENDS, value, entry.substring(0, equals).trim());
            if (backends.put(directory, backend) != null) {
                throw bad(BACKENDS, value);
            }
        }
        return backends;
    }

    private static AvailableFloor floor(String value) {
        Matcher percent = PERCENT.matcher(value);
        if (percent.matches() && Double.parseDouble(percent.group(1)) <= 50) {
            return new AvailableFloor(0, Double.parseDouble(percent.group(1)) / 100);
        }
        Matcher bytes = BYTES.matcher(value.toLowerCase(Locale.ROOT));
        if (!bytes.matches()) {
            throw bad(FLOOR, value);
        }
        int shift = bytes.group(2) == null ? 0 : 10 * (1 + "kmgt".indexOf(bytes.group(2)));
        try {
            return new AvailableFloor(Math.multiplyExact(Long.parseLong(bytes.group(1)), 1L << shift), 0);
        } catch (ArithmeticException e) {
            throw bad(FLOOR, value);
        }
    }

    private static Duration duration(SettingKey key, String value, Duration max) {
        Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad(key, value);
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(max) > 0) {
            throw bad(key, value);
        }
        return duration;
    }

    private static Path directory(SettingKey key, String value, String directory) {
        try {
            Path path = Path.of(directory);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw bad(key, value);
        }
        throw bad(key, value);
    }

    private static IllegalArgumentException bad(SettingKey key, String value) {
        return new IllegalArgumentException(key.name() + "=" + value + ": not allowed; allowed: " + key.allowed());
    }
}
