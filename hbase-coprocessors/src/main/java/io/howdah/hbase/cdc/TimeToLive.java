// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.TableDescriptors;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.TagType;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;

/** When HBase hides a cell because of its own time to live or its family's. Not thread-safe. */
final class TimeToLive {
    private static final long RENEW_NANOS = 30_000_000_000L;

    private final TableDescriptors descriptors;
    private final Map<TableName, Families> families = new HashMap<>();

    private record Families(long readAt, Map<String, Long> millis) {}

    TimeToLive(TableDescriptors descriptors) {
        this.descriptors = descriptors;
    }

    /** Milliseconds since 1970; 0 for never. A change of a family's setting is seen within half a minute. */
    long expiresAt(TableName table, String family, Cell cell) throws IOException {
        long millis = ofFamilies(table).getOrDefault(family, Long.MAX_VALUE);
        Optional<Tag> own = PrivateCellUtil.getTag(cell, TagType.TTL_TAG_TYPE);
        if (own.isPresent()) {
            millis = Math.min(millis, Tag.getValueAsLong(own.get()));
        }
        return millis == Long.MAX_VALUE || cell.getTimestamp() > Long.MAX_VALUE - millis
                ? 0
                : cell.getTimestamp() + millis;
    }

    private Map<String, Long> ofFamilies(TableName table) throws IOException {
        Families known = families.get(table);
        if (known == null || System.nanoTime() - known.readAt() > RENEW_NANOS) {
            Map<String, Long> millis = new HashMap<>();
            TableDescriptor descriptor = descriptors.get(table);
            if (descriptor != null) {
                for (ColumnFamilyDescriptor family : descriptor.getColumnFamilies()) {
                    if (family.getTimeToLive() != HConstants.FOREVER) {
                        millis.put(family.getNameAsString(), family.getTimeToLive() * 1_000L);
                    }
                }
            } else if (known != null) {
                // Dropped: the last that was known goes on for what was written before.
                millis = known.millis();
            }
            known = new Families(System.nanoTime(), millis);
            families.put(table, known);
        }
        return known.millis();
    }
}
