// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.DataNodeEntry;
import io.howdah.hdfs.topology.collect.core.Identity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The table of DataNodes: a first line that names the columns, then a line for each. Columns: {@code host} (what the
 * NameNode calls it), and any of {@code uuid}, {@code mac}, {@code ip} (several with semicolons, none as {@code -}) and
 * {@code kind} ({@code vm} or {@code metal}).
 */
final class DataNodeTable {
    private static final List<String> COLUMNS = List.of("host", "uuid", "mac", "ip", "kind");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:%-]{0,254}");

    private final String source;
    private final Map<String, Integer> owners = new HashMap<>();

    private DataNodeTable(String source) {
        this.source = source;
    }

    /** @throws InventoryException when the table is missing or not valid, with its line */
    static List<DataNodeEntry> read(Path file) throws InventoryException {
        return new DataNodeTable(file.toString()).entries(TextTable.read(file));
    }

    private List<DataNodeEntry> entries(List<TextTable.Row> rows) throws InventoryException {
        if (rows.size() < 2 || !rows.get(0).cells().contains("host")) {
            throw new InventoryException(
                    source,
                    rows.isEmpty() ? 1 : rows.get(0).line(),
                    rows.size() == 1 ? "no DataNodes" : "no line of column names with host in it",
                    "a first line of " + String.join(", ", COLUMNS) + ", then a line for each DataNode");
        }
        List<String> columns = rows.get(0).cells();
        for (String column : columns) {
            if (!COLUMNS.contains(column) || columns.indexOf(column) != columns.lastIndexOf(column)) {
                throw new InventoryException(
                        source,
                        rows.get(0).line(),
                        "column '" + column + "'",
                        String.join(", ", COLUMNS) + ", each once");
            }
        }
        if (rows.size() - 1 > InventoryBuilder.MAX_NODES) {
            throw new InventoryException(source, 0, "more than " + InventoryBuilder.MAX_NODES + " DataNodes", "fewer");
        }
        List<DataNodeEntry> entries = new ArrayList<>();
        for (TextTable.Row row : rows.subList(1, rows.size())) {
            if (row.cells().size() != columns.size()) {
                throw new InventoryException(
                        source,
                        row.line(),
                        row.cells().size() + " columns",
                        columns.size() + ": " + String.join(", ", columns) + "; - for none");
            }
            Map<String, String> cells = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                cells.put(
                        columns.get(i),
                        row.cells().get(i).equals("-") ? "" : row.cells().get(i));
            }
            entries.add(entry(row.line(), cells));
        }
        return entries;
    }

    private DataNodeEntry entry(int line, Map<String, String> cells) throws InventoryException {
        String host = cells.get("host").toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new InventoryException(source, line, "host '" + host + "'", "a host name or IP address");
        }
        owned("host " + host, line);
        Set<String> uuids = each(line, cells, "uuid", Identity::uuid, "a UUID, not all zeros");
        Set<String> macs = each(line, cells, "mac", Identity::mac, "six hexadecimal pairs with colons, not all zeros");
        Set<String> ips = each(line, cells, "ip", Identity::ip, "an address that is not loopback or link-local");
        String kind = cells.getOrDefault("kind", "");
        if (!kind.isEmpty() && !kind.equals("vm") && !kind.equals("metal")) {
            throw new InventoryException(source, line, "kind '" + kind + "'", "vm, metal, or - for vm");
        }
        return new DataNodeEntry(host, new Identity(host, uuids, macs, ips), kind.equals("metal"), line);
    }

    private Set<String> each(
            int line,
            Map<String, String> cells,
            String column,
            Function<String, Optional<String>> parser,
            String allowed)
            throws InventoryException {
        Set<String> values = new HashSet<>();
        for (String text : list(cells.getOrDefault(column, ""))) {
            Optional<String> value = parser.apply(text);
            if (value.isEmpty()) {
                throw new InventoryException(source, line, column + " '" + text + "'", allowed);
            }
            if (values.add(value.get())) {
                owned(column + " " + value.get(), line);
            }
        }
        return values;
    }

    private static Collection<String> list(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split("\\s*;\\s*"));
    }

    private void owned(String what, int line) throws InventoryException {
        Integer before = owners.put(what, line);
        if (before != null) {
            throw new InventoryException(source, line, what + " again, first on line " + before, "each once");
        }
    }
}
