// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A change in Avro's single-object encoding: two bytes of magic, the schema's fingerprint, the record. The schema is
 * {@code change-event.avsc} in this package.
 *
 * <p>One fixed record of texts, bytes and longs needs no library, so that a region server loads none.
 *
 * @see <a href="https://avro.apache.org/docs/1.11.1/specification/">Avro 1.11: binary encoding, single-object encoding</a>
 */
final class AvroEnvelope {
    /** CRC-64-AVRO of the schema's parsing canonical form. */
    static final long FINGERPRINT = 0x024F_9AF8_18BE_FD48L;

    private static final int NULL = 0;
    private static final int PRESENT = 1;

    private final ByteArrayOutputStream out;

    private AvroEnvelope(int capacity) {
        out = new ByteArrayOutputStream(capacity);
    }

    static byte[] write(ChangeEvent event) {
        AvroEnvelope envelope =
                new AvroEnvelope(300 + event.row().length + event.qualifier().length + event.value().length);
        envelope.header();
        envelope.text(event.id());
        envelope.text(event.namespace());
        envelope.text(event.table());
        envelope.integer(event.incarnation());
        envelope.text(event.region());
        envelope.integer(event.sequence());
        // The schema has the symbols in this order.
        envelope.integer(event.kind().ordinal());
        envelope.bytes(event.row());
        envelope.text(event.family());
        envelope.bytes(event.qualifier());
        envelope.integer(event.timestamp());
        if (event.kind() == CellKind.PUT) {
            envelope.integer(PRESENT);
            envelope.bytes(event.value());
        } else {
            envelope.integer(NULL);
        }
        envelope.integer(event.writtenAt());
        if (event.expiresAt() != 0) {
            envelope.integer(PRESENT);
            envelope.integer(event.expiresAt());
        } else {
            envelope.integer(NULL);
        }
        return envelope.out.toByteArray();
    }

    /** The fingerprint's least byte comes first. */
    private void header() {
        out.write(0xC3);
        out.write(0x01);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (FINGERPRINT >>> shift));
        }
    }

    /** Zig-zag, then seven bits a byte, the least first. */
    private void integer(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void bytes(byte[] value) {
        integer(value.length);
        out.write(value, 0, value.length);
    }

    private void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }
}
