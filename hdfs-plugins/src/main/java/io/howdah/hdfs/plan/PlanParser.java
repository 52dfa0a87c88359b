// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one plan, token by token; refuses whatever it does not know. One use, one thread. */
final class PlanParser implements Closeable {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final JsonParser json;
    private List<String> nodes = List.of();

    PlanParser(Path file) throws IOException {
        this.file = file;
        this.json = JSON.createParser(file.toFile());
    }

    CopysetPlan plan() throws IOException, PlanException {
        try {
            return parsePlan();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new PlanException(file, line, "not valid JSON: " + e.getOriginalMessage(), "a whole plan file");
        }
    }

    private CopysetPlan parsePlan() throws IOException, PlanException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw bad("not a plan", "an object that begins with schemaVersion");
        }
        boolean schema = false;
        long generation = 0;
        String digest = null;
        List<FailureDomain> domains = null;
        int minRacks = 1;
        List<CopysetGroup> groups = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (!schema && !field.equals("schemaVersion")) {
                throw bad("'" + field + "' before schemaVersion", "schemaVersion first");
            }
            switch (field) {
                case "schemaVersion" -> {
                    schemaVersion();
                    schema = true;
                }
                case "generation" -> generation = number("generation", 1, Integer.MAX_VALUE);
                case "inventorySha256" -> digest = text("inventorySha256");
                case "hardDomains" -> domains = hardDomains();
                case "minRacks" -> minRacks = number("minRacks", 1, 64);
                case "nodes" -> nodes = nodes();
                case "groups" -> groups = groups();
                default -> throw bad("unknown field '" + field + "'", "the fields of schemaVersion 1");
            }
        }
        if (generation == 0 || digest == null || domains == null || groups == null) {
            throw bad("incomplete", "generation, inventorySha256, hardDomains, nodes and groups");
        }
        if (json.nextToken() != null) {
            throw bad("text after the plan", "one object");
        }
        return new CopysetPlan(generation, digest, domains, minRacks, nodes, groups);
    }

    private void schemaVersion() throws IOException, PlanException {
        int version = number("schemaVersion", 1, Integer.MAX_VALUE);
        if (version > CopysetPlan.SCHEMA_VERSION) {
            throw bad(
                    "schemaVersion " + version + " is newer than this build reads",
                    "up to " + CopysetPlan.SCHEMA_VERSION + " (upgrade Howdah on this machine first)");
        }
    }

    private List<FailureDomain> hardDomains() throws IOException, PlanException {
        List<FailureDomain> domains = new ArrayList<>();
        for (array("hardDomains"); json.nextToken() != JsonToken.END_ARRAY; ) {
            String id = text("hardDomains");
            domains.add(
                    FailureDomain.of(id).orElseThrow(() -> bad("hard domain '" + id + "'", FailureDomain.allowed())));
        }
        return domains;
    }

    private List<String> nodes() throws IOException, PlanException {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (array("nodes"); json.nextToken() != JsonToken.END_ARRAY; ) {
            String name = text("nodes");
            if (!seen.add(name)) {
                throw bad("duplicate node '" + name + "'", "each node once");
            }
            names.add(name);
            if (names.size() > InventoryBuilder.MAX_NODES) {
                throw bad("too many nodes", "up to " + InventoryBuilder.MAX_NODES);
            }
        }
        return List.copyOf(names);
    }

    private List<CopysetGroup> groups() throws IOException, PlanException {
        List<CopysetGroup> groups = new ArrayList<>();
        for (array("groups"); json.nextToken() != JsonToken.END_ARRAY; ) {
            CopysetGroup group = group();
            if (groups.stream()
                    .anyMatch(g -> g.size() == group.size()
                            && g.erasureCoded() == group.erasureCoded()
                            && g.storageType().equals(group.storageType()))) {
                throw bad("group " + group + " twice", "each size, kind and storage type once");
            }
            groups.add(group);
        }
        return groups;
    }

    private CopysetGroup group() throws IOException, PlanException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw bad("group is no object", "size, erasureCoded, maxPerDomain, storageType, scatterWidth, sets");
        }
        int size = 0;
        boolean erasureCoded = false;
        int maxPerDomain = 1;
        String storageType = "DISK";
        int scatterWidth = 1;
        int[] members = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "size" -> size = number("size", 2, 64);
                case "erasureCoded" -> erasureCoded = bool();
                case "maxPerDomain" -> maxPerDomain = number("maxPerDomain", 1, 63);
                case "storageType" -> storageType = text("storageType");
                case "scatterWidth" -> scatterWidth = number("scatterWidth", 1, InventoryBuilder.MAX_NODES);
                case "sets" -> members = sets(size);
                default -> throw bad("unknown field '" + field + "' in a group", "the fields of schemaVersion 1");
            }
        }
        if (size == 0 || members == null) {
            throw bad("group without size or sets", "both, size first");
        }
        return new CopysetGroup(size, erasureCoded, maxPerDomain, storageType, scatterWidth, nodes, members);
    }

    private int[] sets(int size) throws IOException, PlanException {
        if (size == 0) {
            throw bad("sets before size", "size first");
        }
        int[] members = new int[size * 1024];
        int count = 0;
        for (array("sets"); json.nextToken() != JsonToken.END_ARRAY; ) {
            int from = count;
            for (array("set"); json.nextToken() != JsonToken.END_ARRAY; ) {
                int node = number("member of a set", 0, nodes.size() - 1);
                for (int i = from; i < count; i++) {
                    if (members[i] == node) {
                        throw bad("node " + node + " twice in a set", "different nodes");
                    }
                }
                if (count - from == size) {
                    throw bad("set of more than " + size + " nodes", size + " nodes in each set of this group");
                }
                members = count == members.length ? Arrays.copyOf(members, count * 2) : members;
                members[count++] = node;
            }
            if (count - from != size) {
                throw bad("set of " + (count - from) + " nodes", size + " nodes in each set of this group");
            }
        }
        return Arrays.copyOf(members, count);
    }

    private void array(String what) throws PlanException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw bad(what + " is no list", "a list");
        }
    }

    private boolean bool() throws IOException, PlanException {
        if (!json.currentToken().isBoolean()) {
            throw bad("erasureCoded: " + json.getText(), "true or false");
        }
        return json.getBooleanValue();
    }

    private String text(String what) throws IOException, PlanException {
        if (json.currentToken() != JsonToken.VALUE_STRING || json.getTextLength() > 255) {
            throw bad(what + " is no text", "text of up to 255 characters");
        }
        return json.getText();
    }

    private int number(String what, int min, int max) throws IOException, PlanException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() != JsonParser.NumberType.INT
                || json.getIntValue() < min
                || json.getIntValue() > max) {
            throw bad(what + ": " + json.getText(), min + " to " + max);
        }
        return json.getIntValue();
    }

    private PlanException bad(String what, String allowed) {
        return new PlanException(file, json.currentLocation().getLineNr(), what, allowed);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
