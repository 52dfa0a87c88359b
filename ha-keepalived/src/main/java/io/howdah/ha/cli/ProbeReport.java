// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.core.NodeRole;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The answers, for a person or a program. */
final class ProbeReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final boolean json;

    ProbeReport(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void write(int exit, List<RoleProbe.Group> groups) throws IOException {
        out.print(json ? JSON.writeValueAsString(tree(exit, groups)) + "\n" : text(groups));
        out.flush();
    }

    private static String text(List<RoleProbe.Group> groups) {
        StringBuilder text = new StringBuilder();
        for (RoleProbe.Group group : groups) {
            text.append("%s %s: %s%n"
                    .formatted(
                            group.service().daemon(),
                            group.name(),
                            group.verdict().reason()));
            for (NodeRole node : group.nodes()) {
                text.append("  %-9s %s (%s): %s%n"
                        .formatted(
                                node.role().name().toLowerCase(Locale.ROOT), node.id(), node.address(), node.reason()));
            }
        }
        return text.toString();
    }

    private static ObjectNode tree(int exit, List<RoleProbe.Group> groups) {
        ObjectNode root = JSON.createObjectNode();
        root.put("exit", exit);
        ArrayNode services = root.putArray("services");
        for (RoleProbe.Group group : groups) {
            ObjectNode service = services.addObject();
            service.put("service", group.service().key());
            service.put("name", group.name());
            service.put("outcome", group.verdict().outcome().name().toLowerCase(Locale.ROOT));
            service.put("active", group.verdict().active().orElse(null));
            service.put("reason", group.verdict().reason());
            ArrayNode nodes = service.putArray("nodes");
            for (NodeRole node : group.nodes()) {
                ObjectNode each = nodes.addObject();
                each.put("id", node.id());
                each.put("address", node.address());
                each.put("role", node.role().name().toLowerCase(Locale.ROOT));
                each.put("reason", node.reason());
                each.put("millis", node.took().toMillis());
            }
        }
        return root;
    }
}
