// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

/** What Avro's own library makes of it. */
class AvroEnvelopeTest {
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream in = AvroEnvelope.class.getResourceAsStream("change-event.avsc")) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fingerprint_isThatOfTheSchema() {
        assertThat(AvroEnvelope.FINGERPRINT)
                .as("%xL", SchemaNormalization.parsingFingerprint64(SCHEMA))
                .isEqualTo(SchemaNormalization.parsingFingerprint64(SCHEMA));
    }

    @Test
    void symbols_areTheKinds_inTheirOrder() {
        assertThat(SCHEMA.getField("type").schema().getEnumSymbols())
                .isEqualTo(Arrays.stream(CellKind.values())
                        .map(kind -> kind.label().replace('-', '_'))
                        .toList());
    }

    @Test
    void everyType_isReadBackTheSame_byAvro() throws IOException {
        long seed = 4_712;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), SCHEMA);
        BinaryMessageEncoder<GenericRecord> encoder = new BinaryMessageEncoder<>(GenericData.get(), SCHEMA);
        for (CellKind kind : CellKind.values()) {
            for (int i = 0; i < 100; i++) {
                ChangeEvent event = random(random, kind);
                byte[] written = EnvelopeFormat.AVRO.write(event);
                GenericRecord read = decoder.decode(written);
                assertThat(read(read)).usingRecursiveComparison().isEqualTo(event);
                // Byte for byte what the library writes.
                assertThat(ByteBuffer.wrap(written)).isEqualTo(encoder.encode(read));
            }
        }
    }

    private static ChangeEvent random(Random random, CellKind kind) {
        byte[] row = new byte[1 + random.nextInt(300)];
        random.nextBytes(row);
        return ChangeEvent.of(
                "name\"space\\",
                "t\u0001\u00e9",
                random.nextLong() >>> 1 + random.nextInt(60),
                "0123456789abcdef0123456789abcdef",
                random.nextLong() >>> 1 + random.nextInt(60),
                row,
                "fam\n",
                kind.ofFamily() ? new byte[0] : row,
                random.nextInt(8) == 0 ? Long.MIN_VALUE : random.nextLong() >> random.nextInt(60),
                kind,
                kind == CellKind.PUT ? Arrays.copyOf(row, random.nextInt(row.length)) : new byte[0],
                random.nextLong() >>> 1,
                random.nextBoolean() ? 0 : random.nextInt(1 << 30));
    }

    private static ChangeEvent read(GenericRecord record) {
        ChangeEvent event = ChangeEvent.of(
                record.get("namespace").toString(),
                record.get("table").toString(),
                (long) record.get("incarnation"),
                record.get("region").toString(),
                (long) record.get("sequence"),
                bytes(record.get("row")),
                record.get("family").toString(),
                bytes(record.get("qualifier")),
                (long) record.get("timestamp"),
                CellKind.ofLabel(record.get("type").toString().replace('_', '-')),
                record.get("value") == null ? new byte[0] : bytes(record.get("value")),
                (long) record.get("written_at"),
                record.get("expires_at") == null ? 0 : (long) record.get("expires_at"));
        assertThat(record.get("id")).hasToString(event.id());
        assertThat(record.get("value") == null).isEqualTo(event.kind() != CellKind.PUT);
        return event;
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
