// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static io.howdah.hbase.aggregation.core.FoldedRows.bytes;
import static io.howdah.hbase.aggregation.core.FoldedRows.only;
import static io.howdah.hbase.aggregation.core.FoldedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values at the edge of their kind, and bytes that are not what the decoder reads: the right answer or a clear error. */
class NumericEdgeTest {
    private static final Column V = Column.parse("d:v");

    private static FoldedRows all(Decoder decoder) {
        return new FoldedRows(List.of(
                new Aggregate(AggregateFunction.SUM, V, decoder),
                new Aggregate(AggregateFunction.AVG, V, decoder),
                new Aggregate(AggregateFunction.MIN, V, decoder),
                new Aggregate(AggregateFunction.MAX, V, decoder),
                new Aggregate(AggregateFunction.STDDEV_POP, V, decoder)));
    }

    private static Object[] merged(FoldedRows rows) {
        return only(rows.inSlices(1, new Random(1)));
    }

    @Test
    void sumOfLongs_doesNotOverflow_inEitherDirectionAndWhenMerged() {
        Object[] up = merged(all(Decoders.LONG).values(bytes(Long.MAX_VALUE), bytes(Long.MAX_VALUE), bytes(2L)));
        assertThat(up[0]).isEqualTo(BigInteger.TWO.pow(64));
        assertThat(up[2]).isEqualTo(2L);
        assertThat(up[3]).isEqualTo(Long.MAX_VALUE);

        Object[] down = merged(all(Decoders.LONG).values(bytes(Long.MIN_VALUE), bytes(Long.MIN_VALUE), bytes(-1L)));
        assertThat(down[0]).isEqualTo(BigInteger.TWO.pow(64).negate().subtract(BigInteger.ONE));
        // To 34 digits, which a long's average needs.
        assertThat(down[1])
                .isEqualTo(new BigDecimal((BigInteger) down[0])
                        .divide(BigDecimal.valueOf(3), java.math.MathContext.DECIMAL128));
    }

    @Test
    void doubles_areWhatPlainAdditionGives_whenNotFinite() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(merged(all(Decoders.DOUBLE).values(bytes(1.0), bytes(infinity))))
                .containsExactly(infinity, infinity, 1.0, infinity, Double.NaN);
        assertThat(merged(all(Decoders.DOUBLE).values(bytes(-infinity), bytes(infinity))))
                .containsExactly(Double.NaN, Double.NaN, -infinity, infinity, Double.NaN);
        assertThat(merged(all(Decoders.DOUBLE).values(bytes(Double.MAX_VALUE), bytes(Double.MAX_VALUE)))[0])
                .isEqualTo(infinity);
        Object[] nan = merged(all(Decoders.DOUBLE).values(bytes(Double.NaN), bytes(1.0), bytes(2.0)));
        assertThat(nan).containsExactly(Double.NaN, Double.NaN, 1.0, Double.NaN, Double.NaN);
        assertThat(merged(all(Decoders.DOUBLE).values(bytes(0.0), bytes(-0.0)))[2])
                .isEqualTo(-0.0);
        assertThat(merged(all(Decoders.DOUBLE).values(bytes(Double.MIN_VALUE), bytes(Double.MIN_VALUE)))[0])
                .isEqualTo(2 * Double.MIN_VALUE);
    }

    @Test
    void nothing_isNull_andAMissingColumnIsNoZero() {
        assertThat(merged(all(Decoders.LONG).values(null, null))).containsExactly(null, null, null, null, null);
        assertThat(merged(all(Decoders.LONG).values(null, bytes(-4L), null, bytes(2L))))
                .containsExactly(BigInteger.valueOf(-2), new BigDecimal("-1"), -4L, 2L, 3.0);
    }

    @Test
    void decimals_keepTheirDigits_whateverTheirScale() {
        Object[] results = merged(all(Decoders.STRING_DECIMAL)
                .values(text("0.1"), text("1E+30"), text("-1E+30"), text("0.20"), text("1e-30")));

        assertThat((BigDecimal) results[0]).isEqualByComparingTo("0.300000000000000000000000000001");
        assertThat((BigDecimal) results[2]).isEqualByComparingTo("-1E+30");
    }

    @Test
    void mixedEncodings_areRefused_atTheFirstRowThatDiffers() {
        assertThatThrownBy(() -> all(Decoders.LONG)
                        .values(bytes(1L), bytes(2L), text("3"))
                        .inOnePiece())
                .hasMessage(
                        "row 'row00000002', column d:v: '3' (1 bytes) is not exactly 8 bytes, which the decoder 'long'"
                                + " reads");
        assertThatThrownBy(() ->
                        all(Decoders.STRING_LONG).values(text("1"), bytes(2L)).inOnePiece())
                .hasMessage(
                        "row 'row00000001', column d:v: '\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02' (8 bytes) is not a"
                                + " whole number in the range of a long, which the decoder 'string-long' reads");
        assertThatThrownBy(() -> all(Decoders.INT).values(bytes(1L)).inOnePiece())
                .hasMessageContaining("(8 bytes) is not exactly 4 bytes, which the decoder 'int' reads");
    }

    @Test
    void wrongInterpreter_isRefused_whereTheBytesShowIt() {
        for (Decoder decoder : List.of(Decoders.STRING_LONG, Decoders.STRING_DECIMAL, Decoders.STRING_DOUBLE)) {
            assertThatThrownBy(() -> all(decoder).values(bytes(Math.PI)).inOnePiece())
                    .isInstanceOf(UndecodableValueException.class)
                    .hasMessageStartingWith("row 'row00000000', column d:v: '")
                    .hasMessageEndingWith("which the decoder '" + decoder.id() + "' reads");
        }
        assertThatThrownBy(() -> all(Decoders.DECIMAL).values(bytes(Math.PI)).inOnePiece())
                .hasMessageContaining("is not a scale (4 bytes, at most 1024) and an unscaled value");
        assertThatThrownBy(() -> all(Decoders.STRING_LONG)
                        .values(text("9223372036854775808"))
                        .inOnePiece())
                .hasMessageContaining("'9223372036854775808' (19 bytes) is not a whole number in the range of a long");
        assertThatThrownBy(() ->
                        all(Decoders.STRING_DECIMAL).values(text("1e999999999")).inOnePiece())
                .hasMessageContaining("is not a decimal number with a scale of at most 1024");
        assertThatThrownBy(() -> all(Decoders.LONG).values(new byte[0]).inOnePiece())
                .hasMessageContaining("'' (0 bytes) is not exactly 8 bytes");
    }

    @Test
    void range_isRefused_whenFromIsGreater() {
        assertThatThrownBy(() -> RowRange.of(text("b"), text("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("range from 'b' is greater than to 'a': from must be the smaller row key, in byte order");
        assertThat(RowRange.of(text("b"), new byte[0]).isEmpty()).isFalse();
    }
}
