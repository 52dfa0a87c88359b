// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An OpenStack server list: {@code openstack server list --long -f json} (a list; the networks are text in older clients,
 * a mapping in newer ones) or Nova's answer to {@code /servers/detail}. A server's ID is its machine's UUID. Both need an
 * administrator: others are not told the host.
 */
final class OpenStackSource {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{3,45}");

    private OpenStackSource() {}

    /** @throws SourceFailure when it is no server list, or one without hosts */
    static List<MachineFact> read(String name, Object document) throws SourceFailure {
        Object servers = document instanceof Map ? JsonDocument.object(document).get("servers") : document;
        if (!(servers instanceof List)) {
            throw new SourceFailure(name + ": no list of servers; allowed: openstack server list --long -f json,"
                    + " or Nova's /servers/detail");
        }
        List<MachineFact> facts = new ArrayList<>();
        int withoutHost = 0;
        for (Object item : JsonDocument.list(servers)) {
            Map<String, Object> server = JsonDocument.object(item);
            String id = first(server, "ID", "id");
            if (id.isEmpty()) {
                throw new SourceFailure(name + ": a server without an ID");
            }
            String host = first(server, "OS-EXT-SRV-ATTR:host", "OS-EXT-SRV-ATTR:hypervisor_hostname", "Host", "host");
            if (host.isEmpty()) {
                withoutHost++; // not scheduled yet, or shelved
                continue;
            }
            String serverName = first(server, "Name", "name");
            List<String> words = new ArrayList<>();
            addresses(server.containsKey("Networks") ? server.get("Networks") : server.get("addresses"), words);
            facts.add(new MachineFact(
                    Identity.of(serverName, id, words, words), // each keeps what it can read
                    Map.of(Attribute.PHYSICAL_HOST, host),
                    liveness(first(server, "Status", "status")),
                    "server " + serverName));
        }
        if (facts.isEmpty() && withoutHost > 0) {
            throw new SourceFailure(name + ": no server has a host; allowed: the list as an administrator sees it");
        }
        return facts;
    }

    private static String first(Map<String, Object> server, String... keys) {
        return Stream.of(keys)
                .map(key -> JsonDocument.text(server.get(key)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Liveness liveness(String status) {
        return switch (status.toUpperCase(Locale.ROOT)) {
            case "PAUSED", "SUSPENDED", "MIGRATING" -> Liveness.PAUSED;
            case "SHUTOFF", "ERROR", "DELETED", "SOFT_DELETED", "SHELVED", "SHELVED_OFFLOADED" -> Liveness.DEFINED;
            default -> Liveness.RUNNING;
        };
    }

    /** Every MAC and address in whatever shape the client printed them. */
    private static void addresses(Object value, List<String> words) {
        if (value instanceof Map) {
            Map<String, Object> map = JsonDocument.object(value);
            if (map.containsKey("addr")) {
                words.add(JsonDocument.text(map.get("addr")));
                words.add(JsonDocument.text(map.get("OS-EXT-IPS-MAC:mac_addr")));
            } else {
                map.values().forEach(item -> addresses(item, words));
            }
        } else if (value instanceof List) {
            JsonDocument.list(value).forEach(item -> addresses(item, words));
        } else {
            String text = JsonDocument.text(value); // "net1=10.0.0.4, 192.0.2.7; net2=10.1.0.4"
            Matcher matcher = ADDRESS.matcher(text.replaceAll("[^\\s,;=]*=", " "));
            while (matcher.find()) {
                words.add(matcher.group());
            }
        }
    }
}
