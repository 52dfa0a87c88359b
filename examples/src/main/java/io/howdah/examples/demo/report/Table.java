// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import java.util.List;

/** A table of the report; cells are plain text, numbers are aligned right by the page. */
public record Table(String title, List<String> header, List<List<String>> rows) {

    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "table '" + title + "': a row has " + row.size() + " cells for " + header.size() + " columns");
            }
        }
    }
}
