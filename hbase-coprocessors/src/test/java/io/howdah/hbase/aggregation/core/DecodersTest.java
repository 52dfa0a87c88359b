// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

/** Against HBase's own encodings: what Bytes writes, the decoders read. */
class DecodersTest {
    @Test
    void decoders_readWhatHBaseWrites_forRandomValues() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long bits = random.nextLong() >> random.nextInt(64);
            byte[] bytes = Bytes.toBytes(bits);
            assertThat(Decoders.LONG.decodeLong(bytes, 0, 8))
                    .as("seed %d", seed)
                    .isEqualTo(bits);
            bytes = Bytes.toBytes((int) bits);
            assertThat(Decoders.INT.decodeLong(bytes, 0, 4)).isEqualTo(Integer.toUnsignedLong((int) bits) << 32 >> 32);
            bytes = Bytes.toBytes((short) bits);
            assertThat(Decoders.SHORT.decodeLong(bytes, 0, 2)).isEqualTo((short) bits);
            double real = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            bytes = Bytes.toBytes(real);
            assertThat(Decoders.DOUBLE.decodeDouble(bytes, 0, 8)).isEqualTo(real);
            bytes = Bytes.toBytes((float) real);
            assertThat(Decoders.FLOAT.decodeDouble(bytes, 0, 4)).isEqualTo((float) real);
            BigDecimal decimal = BigDecimal.valueOf(bits, random.nextInt(30) - 10);
            bytes = Bytes.toBytes(decimal);
            assertThat(Decoders.DECIMAL.decodeDecimal(bytes, 0, bytes.length)).isEqualTo(decimal);
        }
    }

    @Test
    void decoders_readPartOfArray() {
        byte[] bytes = "xx-17yy".getBytes(StandardCharsets.UTF_8);
        assertThat(Decoders.STRING_LONG.decodeLong(bytes, 2, 3)).isEqualTo(-17);
        assertThat(Decoders.STRING_DECIMAL.decodeDecimal(bytes, 2, 3)).isEqualTo("-17");
        assertThat(Decoders.STRING_DOUBLE.decodeDouble(bytes, 2, 3)).isEqualTo(-17.0);
    }

    @Test
    void undecodableValue_isNamed_withWhatTheDecoderReads() {
        byte[] text = "1250".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Decoders.LONG.decodeLong(text, 0, 4))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessage("'1250' (4 bytes) is not exactly 8 bytes, which the decoder 'long' reads");
        byte[] word = "n/a".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Decoders.STRING_LONG.decodeLong(word, 0, 3))
                .hasMessageContaining("'n/a' (3 bytes) is not a whole number");
        assertThatThrownBy(() -> Decoders.STRING_LONG.decodeLong(word, 0, 0)).hasMessageContaining("(0 bytes)");
    }

    @Test
    void decimal_isRefused_whenItsSumWouldTakeAGigabyte() {
        byte[] bomb = "1e999999999".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Decoders.STRING_DECIMAL.decodeDecimal(bomb, 0, bomb.length))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageContaining("scale of at most 1024");
        byte[] scaled = Bytes.toBytes(new BigDecimal("1e-2000"));
        assertThatThrownBy(() -> Decoders.DECIMAL.decodeDecimal(scaled, 0, scaled.length))
                .isInstanceOf(UndecodableValueException.class);
    }

    @Test
    void unknownDecoder_isRefused_withThoseThereAre() {
        assertThatThrownBy(() -> Decoders.byId("varint"))
                .isInstanceOf(IllegalArgumentException.class)
                // One of the tests' own may follow: decoders are found through META-INF/services.
                .hasMessageStartingWith(
                        "unknown decoder 'varint'; known: bytes, decimal, double, float, int, long, short,"
                                + " string, string-decimal, string-double, string-long");
    }
}
