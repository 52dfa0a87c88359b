// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.slice.core.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowChangeTest {
    private static final byte[] FAMILY = {'d'};
    private static final byte[] OTHER = {'e'};
    private static final Column A = Column.parse("d:a");
    private static final Column B = Column.parse("d:b");

    private static RowChange change(String rule, String value) {
        return new RowChange(GuardRules.parse(Map.of("howdah.guard." + rule, value)), List.of(FAMILY, OTHER));
    }

    @Test
    void row_needsItsNotNullColumn_writtenOrThere() {
        RowChange without = change("column.d:a.not-null", "true");
        without.write(B, 5, 1);
        assertThat(without.needsFound()).isTrue();
        assertThat(without.check().message(new byte[] {'r'}))
                .isEqualTo("refused by a guard: row 'r', column d:a: missing from the row breaks"
                        + " howdah.guard.column.d:a.not-null = true");
        without.found(A, 3, 1);
        assertThat(without.check()).isNull();

        RowChange with = change("column.d:a.not-null", "true");
        with.write(A, 5, 1);
        assertThat(with.needsFound()).isFalse();
        assertThat(with.check()).isNull();
        with.delete(A, 5);
        assertThat(with.check()).as("at one timestamp the delete wins").isNotNull();
    }

    @Test
    void notNullColumn_isDeleted_withItsRowOnly() {
        RowChange column = change("column.d:a.not-null", "true");
        column.delete(A, 5);
        assertThat(column.check()).isNotNull();
        RowChange other = change("column.d:a.not-null", "true");
        other.delete(B, 5);
        assertThat(other.check()).isNull();
        RowChange row = change("column.d:a.not-null", "true");
        row.deleteFamily(FAMILY, 5);
        assertThat(row.check()).isNotNull();
        row.deleteFamily(OTHER, 5);
        assertThat(row.check()).isNull();
        row.write(B, 5, 1);
        assertThat(row.check()).as("deleted and written without it").isNotNull();
    }

    @Test
    void row_mayNotGrowBeyondItsLimit_butMayShrink() {
        RowChange more = change("row.columns", "1");
        more.found(A, 1, 1);
        more.write(B, 2, 1);
        assertThat(more.needsFound()).isTrue();
        assertThat(more.check().message(new byte[] {'r'}))
                .contains("the row's 2 columns breaks howdah.guard.row.columns");
        RowChange swap = change("row.columns", "1");
        swap.found(A, 1, 1);
        swap.write(B, 2, 1);
        swap.delete(A, 2);
        assertThat(swap.check()).isNull();

        RowChange big = change("row.bytes", "10");
        big.found(A, 1, 100);
        big.write(A, 2, 50);
        assertThat(big.check()).as("smaller than before").isNull();
        RowChange bigger = change("row.bytes", "10");
        bigger.found(A, 1, 9);
        bigger.write(A, 2, 10);
        assertThat(bigger.check()).isNotNull();
        RowChange older = change("row.bytes", "10");
        older.found(A, 3, 5);
        older.write(A, 2, 50);
        assertThat(older.check()).as("not the newest version").isNull();
    }
}
