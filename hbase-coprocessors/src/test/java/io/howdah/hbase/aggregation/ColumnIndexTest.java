// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.slice.core.Column;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.hbase.ByteBufferKeyValue;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells on the heap and outside of it: HBase's block cache may be either. */
class ColumnIndexTest {
    private final ColumnIndex columns =
            new ColumnIndex(List.of(Column.parse("a:x"), Column.parse("d:g"), Column.parse("d:n")));

    private static Cell cell(String family, String qualifier, boolean onHeap) {
        KeyValue cell = new KeyValue(Bytes.toBytes("row"), Bytes.toBytes(family), Bytes.toBytes(qualifier));
        if (onHeap) {
            return cell;
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(cell.getLength());
        buffer.put(cell.getBuffer(), cell.getOffset(), cell.getLength());
        return new ByteBufferKeyValue(buffer, 0, cell.getLength());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void index_isThatOfTheColumn_andOfNoOtherWithAPartOfItsName(boolean onHeap) {
        assertThat(columns.indexOf(cell("a", "x", onHeap))).isZero();
        assertThat(columns.indexOf(cell("d", "g", onHeap))).isEqualTo(1);
        assertThat(columns.indexOf(cell("d", "n", onHeap))).isEqualTo(2);
        assertThat(columns.indexOf(cell("a", "n", onHeap))).isEqualTo(-1);
        assertThat(columns.indexOf(cell("d", "xn", onHeap))).isEqualTo(-1);
        assertThat(columns.indexOf(cell("d", "", onHeap))).isEqualTo(-1);
        assertThat(columns.indexOf(cell("dd", "n", onHeap))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void after_isTrue_whileAColumnOfTheSameFamilyIsStillToCome(boolean onHeap) {
        assertThat(after("a", "x", onHeap)).isFalse();
        assertThat(after("d", "a", onHeap)).isTrue();
        assertThat(after("d", "g", onHeap)).isTrue();
        assertThat(after("d", "h", onHeap)).isTrue();
        assertThat(after("d", "n", onHeap)).isFalse();
        assertThat(after("d", "z", onHeap)).isFalse();
        assertThat(after("e", "a", onHeap)).isFalse();
    }

    private boolean after(String family, String qualifier, boolean onHeap) {
        Cell cell = cell(family, qualifier, onHeap);
        return columns.hasAfter(cell, columns.indexOf(cell));
    }
}
