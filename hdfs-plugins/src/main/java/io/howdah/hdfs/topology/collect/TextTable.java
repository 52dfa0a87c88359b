// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of a table an operator wrote: columns by commas where a line has one, else by white space; {@code #} begins a
 * comment; a UTF-8 byte order mark and Windows line ends are read over.
 */
final class TextTable {
    private static final int MAX_BYTES = 64 << 20;

    private TextTable() {}

    /** One line. */
    record Row(int line, List<String> cells) {}

    /** @throws InventoryException when the file cannot be read */
    static List<Row> read(Path file) throws InventoryException {
        String text;
        try {
            text = BoundedFile.read(file, MAX_BYTES);
        } catch (SourceFailure e) {
            throw new InventoryException(e.getMessage(), 0, "not usable", "a readable text file");
        }
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String raw : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\\R", -1)) {
            number++;
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).trim();
            if (!line.isEmpty()) {
                rows.add(new Row(
                        number,
                        Arrays.stream(line.split(line.indexOf(',') >= 0 ? "," : "\\s+", -1))
                                .map(String::trim)
                                .toList()));
            }
        }
        return rows;
    }
}
