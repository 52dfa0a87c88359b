// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.NodeRole;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A round's answers for a person, a program and a file. Says the same thing once: a loop writes on changes. */
final class ProbeReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final boolean json;
    private final Optional<Path> file;
    private String said = "";

    ProbeReport(PrintWriter out, boolean json, Optional<Path> file) {
        this.out = out;
        this.json = json;
        this.file = file;
    }

    void write(int exit, List<RoleProbe.Group> groups, Optional<Eligibility> eligibility) throws IOException {
        String document = JSON.writeValueAsString(tree(exit, groups, eligibility));
        if (file.isPresent()) {
            Path path = file.get().toAbsolutePath();
            Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
            Files.writeString(temporary, document + "\n");
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        String text = text(groups, eligibility);
        if (!text.equals(said)) {
            said = text;
            out.print(json ? document + "\n" : text);
            out.flush();
        }
    }

    void trouble(Exception e) {
        String text = "cannot write: " + e.getMessage() + "\n";
        if (!text.equals(said)) {
            said = text;
            out.print(text);
            out.flush();
        }
    }

    private static String text(List<RoleProbe.Group> groups, Optional<Eligibility> eligibility) {
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
        eligibility.ifPresent(decision -> text.append(
                "%s: %s%n".formatted(decision.eligible() ? "eligible" : "not eligible", decision.reason())));
        return text.toString();
    }

    private static ObjectNode tree(int exit, List<RoleProbe.Group> groups, Optional<Eligibility> eligibility) {
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
        eligibility.ifPresent(decision -> {
            ObjectNode node = root.putObject("node");
            node.put("eligible", decision.eligible());
            node.put("reason", decision.reason());
        });
        return root;
    }
}
