// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import io.howdah.ha.core.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the fence file: sections {@code [fence]}, {@code [host NAME]} and {@code [agent HOST NAME]} of {@code key = value}
 * lines; lines that start with {@code #} are comments. Nothing unknown, nothing twice. A message names the line and the
 * key, and never the value of a parameter.
 */
public final class FenceFileParser {
    static final String LIBVIRT = "libvirt";
    private static final String PARAMETER = "parameter.";
    private static final int MAX_HYPERVISORS = 256;

    private static final Pattern SECTION = Pattern.compile("\\[(fence|host ([A-Za-z0-9][A-Za-z0-9.:_-]{0,252})"
            + "|agent ([A-Za-z0-9][A-Za-z0-9.:_-]{0,252}) ([a-z0-9][a-z0-9_-]{0,62}))\\]");
    private static final Pattern FIELD = Pattern.compile("([a-z][a-zA-Z0-9_.-]*) *= *(.*)");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6}) ?(ms|s|m)");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Ours to say. */
    private static final Set<String> RESERVED =
            Set.of("action", "o", "option", "method", "verbose", "debug", "debug_file");

    private static final Set<String> FENCE_FIELDS =
            Set.of("deadline", "reads", "interval", "hypervisors", "audit", "acknowledgements");
    private static final Set<String> HOST_FIELDS = Set.of("vm", "methods");
    private static final Set<String> AGENT_FIELDS = Set.of("program", "hypervisor");

    private record Value(int line, String text) {}

    private record Section(int line, String host, String agent, Map<String, Value> values) {}

    private final String file;
    private final Map<String, Section> sections = new LinkedHashMap<>();

    private FenceFileParser(String file) {
        this.file = file;
    }

    /**
     * @param file its name, for messages
     * @throws InvalidInputException at the first thing that is wrong
     */
    public static FenceConfig parse(String file, List<String> lines) {
        FenceFileParser parser = new FenceFileParser(file);
        parser.read(lines);
        return parser.config();
    }

    private void read(List<String> lines) {
        Section section = null;
        int number = 0;
        for (String raw : lines) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                section = section(number, line);
                continue;
            }
            Matcher field = FIELD.matcher(line);
            if (section == null || !field.matches()) {
                throw wrong(number, "a line", null, "[fence], [host NAME], [agent HOST NAME], then key = value");
            }
            String key = field.group(1);
            check(section, number, key);
            if (section.values.put(key, new Value(number, field.group(2))) != null) {
                throw wrong(number, key, null, "once a section");
            }
        }
    }

    private Section section(int number, String line) {
        Matcher matcher = SECTION.matcher(line);
        if (!matcher.matches()) {
            throw wrong(number, "section", line, "[fence], [host NAME] or [agent HOST NAME]");
        }
        String host = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        Section section = new Section(
                number, host == null ? null : FenceConfig.canonical(host), matcher.group(4), new LinkedHashMap<>());
        String name = (section.agent == null ? "" : "agent ") + section.host + " " + section.agent;
        if (sections.put(name, section) != null) {
            throw wrong(number, "section", line, "once");
        }
        if (LIBVIRT.equals(section.agent)) {
            throw wrong(number, "section", line, "an agent's name other than " + LIBVIRT);
        }
        return section;
    }

    private void check(Section section, int number, String key) {
        Set<String> allowed = section.host == null ? FENCE_FIELDS : section.agent == null ? HOST_FIELDS : AGENT_FIELDS;
        boolean parameter = section.agent != null && key.startsWith(PARAMETER) && key.length() > PARAMETER.length();
        if (parameter && RESERVED.contains(key.substring(PARAMETER.length()).toLowerCase(Locale.ROOT))) {
            throw wrong(number, key, null, "any parameter but " + new TreeSet<>(RESERVED));
        }
        if (!parameter && !allowed.contains(key)) {
            throw wrong(
                    number,
                    "field",
                    key,
                    String.join(", ", new TreeSet<>(allowed)) + (section.agent == null ? "" : ", parameter.NAME"));
        }
    }

    private FenceConfig config() {
        Section fence = sections.getOrDefault("null null", new Section(0, null, null, Map.of()));
        List<String> hypervisors = hypervisors(fence);
        Map<String, FenceConfig.Host> hosts = new LinkedHashMap<>();
        Map<UUID, String> machines = new LinkedHashMap<>();
        for (Section section : sections.values()) {
            if (section.host != null && section.agent == null) {
                FenceConfig.Host host = host(section, hypervisors);
                hosts.put(section.host, host);
                host.vm().ifPresent(vm -> {
                    String other = machines.put(vm, section.host);
                    if (other != null) {
                        throw wrong(section.values.get("vm").line, "vm", vm.toString(), "one not yet that of " + other);
                    }
                });
            }
        }
        for (Section section : sections.values()) {
            if (section.agent != null && !hosts.containsKey(section.host)) {
                throw wrong(section.line, "agent of host", section.host, "a host that has a section [host NAME]");
            }
        }
        if (hosts.isEmpty()) {
            throw wrong(0, "[host NAME]", null, "at least one");
        }
        Duration deadline = duration(fence, "deadline", "60s", 2_000, 600_000);
        Duration interval = duration(fence, "interval", "1s", 100, 60_000);
        int reads = reads(fence);
        if (interval.multipliedBy(reads).compareTo(deadline) >= 0) {
            throw wrong(line(fence, "deadline"), "deadline", deadline.toMillis() + "ms", "more than reads * interval");
        }
        return new FenceConfig(
                deadline,
                reads,
                interval,
                hypervisors,
                path(fence, "audit", "/var/log/howdah-fence/audit.log").orElseThrow(),
                path(fence, "acknowledgements", null),
                hosts);
    }

    private FenceConfig.Host host(Section section, List<String> hypervisors) {
        Optional<UUID> vm = text(section, "vm").map(text -> {
            if (!UUID_TEXT.matcher(text).matches()) {
                throw wrong(line(section, "vm"), "vm", text, "a UUID");
            }
            return UUID.fromString(text);
        });
        if (vm.isPresent() && hypervisors.isEmpty()) {
            throw wrong(line(section, "vm"), "hypervisors in [fence]", null, "the libvirt URIs where it may run");
        }
        Map<String, FenceConfig.Method> known = new LinkedHashMap<>();
        vm.ifPresent(uuid -> known.put(LIBVIRT, new FenceConfig.Libvirt()));
        for (Section agent : sections.values()) {
            if (agent.agent != null && agent.host.equals(section.host)) {
                known.put(agent.agent, agent(agent, hypervisors, vm));
            }
        }
        List<FenceConfig.Method> methods = new ArrayList<>(known.values());
        if (section.values.containsKey("methods")) {
            methods.clear();
            for (String name : items(section, "methods")) {
                if (!known.containsKey(name) || methods.contains(known.get(name))) {
                    throw wrong(line(section, "methods"), "methods", name, known.keySet() + ", each once");
                }
                methods.add(known.get(name));
            }
        }
        if (methods.isEmpty()) {
            throw wrong(
                    section.line,
                    "methods of " + section.host,
                    null,
                    "vm = UUID, or [agent " + section.host + " NAME]");
        }
        return new FenceConfig.Host(section.host, vm, methods);
    }

    private FenceConfig.Agent agent(Section section, List<String> hypervisors, Optional<UUID> vm) {
        Map<String, String> parameters = new LinkedHashMap<>();
        section.values.forEach((key, value) -> {
            if (key.startsWith(PARAMETER)) {
                parameters.put(key.substring(PARAMETER.length()), value.text);
            }
        });
        Optional<String> hypervisor = text(section, "hypervisor");
        hypervisor.ifPresent(uri -> {
            if (!hypervisors.contains(uri) || vm.isEmpty()) {
                throw wrong(
                        line(section, "hypervisor"), "hypervisor", uri, "one of the hypervisors, for a host with a vm");
            }
        });
        String program = path(section, "program", null)
                .orElseThrow(() -> wrong(section.line, "program", null, "an absolute path"));
        return new FenceConfig.Agent(section.agent, program, parameters, hypervisor);
    }

    private List<String> hypervisors(Section fence) {
        List<String> uris = items(fence, "hypervisors");
        for (String text : uris) {
            boolean good;
            try {
                URI uri = new URI(text);
                good = uri.getScheme() != null
                        && (uri.getRawUserInfo() == null
                                || !uri.getRawUserInfo().contains(":"));
            } catch (URISyntaxException e) {
                good = false;
            }
            if (!good) { // not shown: there may be a password in it
                throw wrong(line(fence, "hypervisors"), "hypervisors", null, "libvirt URIs without a password");
            }
        }
        if (uris.size() > MAX_HYPERVISORS || uris.stream().distinct().count() != uris.size()) {
            throw wrong(line(fence, "hypervisors"), "hypervisors", null, "each once, up to " + MAX_HYPERVISORS);
        }
        return uris;
    }

    private int reads(Section fence) {
        String text = text(fence, "reads").orElse("3");
        if (!text.matches("[2-9]|[12][0-9]")) {
            throw wrong(line(fence, "reads"), "reads", text, "2 to 29");
        }
        return Integer.parseInt(text);
    }

    private Duration duration(Section section, String key, String otherwise, long min, long max) {
        String text = text(section, key).orElse(otherwise);
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long unit = matcher.group(2).equals("ms") ? 1 : matcher.group(2).equals("s") ? 1_000 : 60_000;
            long millis = Long.parseLong(matcher.group(1)) * unit;
            if (millis >= min && millis <= max) {
                return Duration.ofMillis(millis);
            }
        }
        throw wrong(line(section, key), key, text, min + "ms to " + max + "ms, as 500ms, 30s or 1m");
    }

    private Optional<String> path(Section section, String key, String otherwise) {
        Optional<String> path = text(section, key).or(() -> Optional.ofNullable(otherwise));
        path.filter(text -> !text.startsWith("/")).ifPresent(text -> {
            throw wrong(line(section, key), key, text, "an absolute path");
        });
        return path;
    }

    private static List<String> items(Section section, String key) {
        return text(section, key).stream()
                .flatMap(text -> Arrays.stream(text.split("[, ]+")))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Optional<String> text(Section section, String key) {
        return Optional.ofNullable(section.values.get(key)).map(Value::text).filter(text -> !text.isEmpty());
    }

    private static int line(Section section, String key) {
        Value value = section.values.get(key);
        return value == null ? section.line : value.line;
    }

    private InvalidInputException wrong(int line, String what, String value, String allowed) {
        String where = file + (line == 0 ? "" : ":" + line) + ": " + what;
        return value == null
                ? new InvalidInputException(where + "; allowed: " + allowed)
                : InvalidInputException.of(where, value, allowed);
    }
}
