// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.LastState;
import io.howdah.hbase.cdc.core.RandomChanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparatorImpl;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.regionserver.ScanInfo;
import org.apache.hadoop.hbase.regionserver.ScanType;
import org.apache.hadoop.hbase.regionserver.StoreScanner;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.CollectionBackedScanner;
import org.junit.jupiter.api.Test;

/** {@link LastState} beside what a major compaction by HBase's own code leaves, which is what a reader sees. */
class LastStateOfHBaseTest {
    private static Map<String, String> ofHBase(List<ChangeEvent> events) throws Exception {
        List<Cell> cells = new ArrayList<>();
        for (ChangeEvent event : events) {
            KeyValue cell = new KeyValue(
                    event.row(),
                    Bytes.toBytes(event.family()),
                    event.qualifier(),
                    event.timestamp(),
                    KeyValue.Type.codeToType((byte) event.kind().code()),
                    event.value());
            cell.setSequenceId(event.sequence());
            cells.add(cell);
        }
        ScanInfo family = new ScanInfo(
                new Configuration(false),
                Cdc.D,
                0,
                1,
                Long.MAX_VALUE,
                KeepDeletedCells.FALSE,
                65_536,
                0,
                CellComparatorImpl.COMPARATOR,
                false);
        Map<String, String> values = new TreeMap<>();
        try (StoreScanner scanner =
                new StoreScanner(family, ScanType.COMPACT_DROP_DELETES, List.of(new CollectionBackedScanner(cells)))) {
            List<Cell> row = new ArrayList<>();
            boolean more;
            do {
                row.clear();
                more = scanner.next(row);
                for (Cell cell : row) {
                    values.put(
                            Bytes.toString(CellUtil.cloneRow(cell)) + "/"
                                    + Bytes.toString(CellUtil.cloneQualifier(cell)),
                            Bytes.toString(CellUtil.cloneValue(cell)));
                }
            } while (more);
        }
        return values;
    }

    private static Map<String, String> ofEvents(List<ChangeEvent> events) {
        LastState state = new LastState();
        events.forEach(state::add);
        Map<String, String> values = new TreeMap<>();
        for (ChangeEvent event : state.visible(System.currentTimeMillis())) {
            values.put(
                    Bytes.toString(event.row()) + "/" + Bytes.toString(event.qualifier()),
                    Bytes.toString(event.value()));
        }
        return values;
    }

    @Test
    void state_isWhatHBaseKeeps_whateverTheOrder() throws Exception {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            List<ChangeEvent> events = RandomChanges.ofKnowableState(random, 600);
            Map<String, String> truth = ofHBase(events);
            Collections.shuffle(events, random);
            assertThat(ofEvents(events)).as("seed %d", seed).isEqualTo(truth).isNotEmpty();
        }
    }
}
