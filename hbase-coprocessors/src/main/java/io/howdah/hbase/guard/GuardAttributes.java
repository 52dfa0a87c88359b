// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.ColumnRule;
import io.howdah.hbase.guard.core.GuardKeys;
import io.howdah.hbase.guard.core.GuardRules;
import io.howdah.hbase.slice.core.Printable;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/** The attributes of a table that belong to its guard. */
final class GuardAttributes {
    private GuardAttributes() {}

    /** All attributes that start with howdah.guard., by METADATA or by CONFIGURATION of the HBase shell. */
    static Map<String, String> of(TableDescriptor table) {
        Map<String, String> attributes = new TreeMap<>();
        table.getValues().forEach((key, value) -> {
            String name = Bytes.toString(key.get(), key.getOffset(), key.getLength());
            if (name.startsWith(GuardKeys.PREFIX)) {
                attributes.put(name, Bytes.toString(value.get(), value.getOffset(), value.getLength()));
            }
        });
        return attributes;
    }

    /**
     * The rules of a table.
     *
     * @throws IllegalArgumentException on a rule that is not allowed or names a column family that is not there
     */
    static GuardRules rules(TableDescriptor table) {
        GuardRules rules = GuardRules.parse(of(table));
        for (ColumnRule rule : rules.columns()) {
            if (!table.hasColumnFamily(rule.column().family())) {
                throw new IllegalArgumentException(
                        GuardKeys.COLUMN + rule.column() + ": the table has no column family '"
                                + Printable.of(rule.column().family()) + "'; it has: "
                                + table.getColumnFamilyNames().stream()
                                        .map(Printable::of)
                                        .collect(Collectors.joining(", ")));
            }
        }
        return rules;
    }
}
