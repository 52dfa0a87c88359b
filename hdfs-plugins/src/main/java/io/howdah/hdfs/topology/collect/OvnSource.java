// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OVN's southbound database: a port binding has the MACs and addresses of a machine's interface, and the chassis it is
 * on. Asked through {@code ovn-sbctl}. Answers in OVSDB's JSON: atoms, {@code ["uuid", x]}, {@code ["set", [..]]},
 * {@code ["map", [..]]} (RFC 7047, 5.1).
 */
final class OvnSource {
    private static final Pattern DB = Pattern.compile(
            "(unix:/[^\\s,]+|(tcp|ssl):[^\\s,]+:[0-9]{1,5})(,(unix:/[^\\s,]+|(tcp|ssl):[^\\s,]+:[0-9]{1,5}))*");

    /** Runs {@code ovn-sbctl} with those words after the connection's. */
    interface Database {
        String list(String... words) throws IOException, InterruptedException;
    }

    private OvnSource() {}

    /** @throws InventoryException when a field of the source is wrong */
    static List<Probe> probes(SourcesFile.Source source) throws InventoryException {
        Values values = source.values();
        String db = values.text("db");
        if (!DB.matcher(db).matches()) {
            throw values.bad("db", values.line("db"), "'" + db + "'");
        }
        Duration timeout = source.timeout();
        List<String> line = new ArrayList<>(
                List.of(values.text("command"), "--db=" + db, "--no-leader-only", "--timeout=" + timeout.toSeconds()));
        option(line, "--private-key=", values.path("privateKey"));
        option(line, "--certificate=", values.path("certificate"));
        option(line, "--ca-cert=", values.path("caCert"));
        line.add("--format=json");
        Database database = words -> {
            List<String> whole = new ArrayList<>(line);
            whole.addAll(Arrays.asList(words));
            return ChildProcess.run(whole, timeout);
        };
        return List.of(new Probe(source.name(), db, timeout, () -> ask(db, database)));
    }

    private static void option(List<String> line, String option, Optional<Path> file) {
        file.ifPresent(path -> line.add(option + path));
    }

    /**
     * Reads both tables.
     *
     * @throws SourceFailure when an answer is not what ovn-sbctl prints
     */
    static List<MachineFact> ask(String db, Database database) throws IOException, InterruptedException {
        Map<String, String> chassis = new HashMap<>();
        String answer = database.list("--columns=_uuid,name,hostname", "list", "Chassis");
        for (Map<String, Object> row : rows(db + " Chassis", answer)) {
            String hostName = JsonDocument.text(row.get("hostname"));
            chassis.put(uuid(row.get("_uuid")), hostName.isEmpty() ? JsonDocument.text(row.get("name")) : hostName);
        }
        List<MachineFact> facts = new ArrayList<>();
        answer = database.list("--columns=logical_port,mac,chassis,type,up", "list", "Port_Binding");
        for (Map<String, Object> row : rows(db + " Port_Binding", answer)) {
            String host = chassis.get(uuid(row.get("chassis")));
            if (host == null || !JsonDocument.text(row.get("type")).isEmpty()) {
                continue; // bound nowhere, or a router's or a gateway's port and no machine's
            }
            String port = JsonDocument.text(row.get("logical_port"));
            List<String> words = new ArrayList<>();
            set(row.get("mac")).forEach(mac -> words.addAll(List.of(mac.trim().split("\\s+"))));
            facts.add(new MachineFact(
                    Identity.of("", null, words, words), // each keeps what it can read
                    Map.of(Attribute.PHYSICAL_HOST, host),
                    set(row.get("up")).contains("false") ? Liveness.DEFINED : Liveness.RUNNING,
                    "port " + port + " on chassis " + host));
        }
        return facts;
    }

    private static List<Map<String, Object>> rows(String name, String answer) throws SourceFailure {
        Map<String, Object> table = JsonDocument.object(JsonDocument.parse(name, answer));
        if (!(table.get("headings") instanceof List) || !(table.get("data") instanceof List)) {
            throw new SourceFailure(name + ": no headings and data in ovn-sbctl's answer");
        }
        List<Object> headings = JsonDocument.list(table.get("headings"));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object line : JsonDocument.list(table.get("data"))) {
            List<Object> cells = JsonDocument.list(line);
            if (cells.size() != headings.size()) {
                throw new SourceFailure(
                        name + ": a row of " + cells.size() + " under " + headings.size() + " headings");
            }
            Map<String, Object> row = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(JsonDocument.text(headings.get(i)), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String uuid(Object cell) {
        List<Object> pair = JsonDocument.list(cell);
        return pair.size() == 2 && "uuid".equals(pair.get(0)) ? JsonDocument.text(pair.get(1)) : "";
    }

    /** A set of one element is that element alone. */
    private static List<String> set(Object cell) {
        List<Object> pair = JsonDocument.list(cell);
        List<Object> items = pair.size() == 2 && "set".equals(pair.get(0)) ? JsonDocument.list(pair.get(1)) : pair;
        return items.stream().map(JsonDocument::text).toList();
    }
}
