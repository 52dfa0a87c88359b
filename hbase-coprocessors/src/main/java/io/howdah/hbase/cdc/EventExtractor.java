// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.hbase.cdc.core.ChangeEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WAL.Entry;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;

/** Makes changes of the entries of HBase's log, in their order. Not thread-safe. */
final class EventExtractor {
    private final Incarnations incarnations;
    private final TimeToLive timeToLive;
    private final CdcMetrics metrics;

    EventExtractor(Incarnations incarnations, TimeToLive timeToLive, CdcMetrics metrics) {
        this.incarnations = incarnations;
        this.timeToLive = timeToLive;
        this.metrics = metrics;
    }

    List<ChangeEvent> events(List<Entry> entries) throws IOException {
        List<ChangeEvent> events = new ArrayList<>();
        for (Entry entry : entries) {
            add(entry, events);
        }
        return events;
    }

    private void add(Entry entry, List<ChangeEvent> events) throws IOException {
        WALKeyImpl key = entry.getKey();
        TableName table = key.getTableName();
        String region = Bytes.toString(key.getEncodedRegionName());
        long incarnation = -1;
        // Cells of one write with the same id are one cell to HBase as well: the last of them is what it keeps.
        Map<String, ChangeEvent> last = new LinkedHashMap<>();
        for (Cell cell : entry.getEdit().getCells()) {
            if (CellUtil.matchingFamily(cell, WALEdit.METAFAMILY)) {
                if (CellUtil.matchingQualifier(cell, WALEdit.BULK_LOAD)) {
                    metrics.bulkLoadSkipped();
                }
                continue;
            }
            if (incarnation < 0) {
                incarnation = incarnations.of(table, region, key.getWriteTime());
            }
            CellKind kind = CellKind.ofCode(cell.getType().getCode());
            String family = Bytes.toString(CellUtil.cloneFamily(cell));
            ChangeEvent event = ChangeEvent.of(
                    table.getNamespaceAsString(),
                    table.getQualifierAsString(),
                    incarnation,
                    region,
                    key.getSequenceId(),
                    CellUtil.cloneRow(cell),
                    family,
                    CellUtil.cloneQualifier(cell),
                    cell.getTimestamp(),
                    kind,
                    kind == CellKind.PUT ? CellUtil.cloneValue(cell) : new byte[0],
                    key.getWriteTime(),
                    kind == CellKind.PUT ? timeToLive.expiresAt(table, family, cell) : 0);
            last.put(event.id(), event);
        }
        events.addAll(last.values());
    }
}
