// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the few fields we need of small protobuf messages in ZooKeeper (encoding: protobuf.dev, "Encoding"). By hand,
 * because neither HBase's nor YARN's generated classes are on every host's class path. Every malformed input ends in one
 * of the two exceptions of {@link #nextTag}. Not thread-safe.
 */
final class ProtobufFields {
    static final int VARINT = 0;
    static final int LENGTH_DELIMITED = 2;
    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;

    private final ByteBuffer in;

    ProtobufFields(ByteBuffer in) {
        this.in = in;
    }

    /** The tag as it is on the wire: field number times 8 plus wire type. */
    static long tag(int field, int wireType) {
        return (long) field << 3 | wireType;
    }

    boolean hasNext() {
        return in.hasRemaining();
    }

    /**
     * @throws BufferUnderflowException when the message is cut
     * @throws IllegalArgumentException when it is no message at all
     */
    long nextTag() {
        return varint();
    }

    String string() {
        return StandardCharsets.UTF_8.decode(delimited()).toString();
    }

    ProtobufFields message() {
        return new ProtobufFields(delimited());
    }

    int int32() {
        return (int) varint();
    }

    void skip(long tag) {
        switch ((int) (tag & 7)) {
            case VARINT -> varint();
            case FIXED64 -> skipBytes(in, Long.BYTES);
            case FIXED32 -> skipBytes(in, Integer.BYTES);
            case LENGTH_DELIMITED -> delimited();
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
        }
    }

    static void skipBytes(ByteBuffer in, int bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + bytes);
    }

    private ByteBuffer delimited() {
        long length = varint();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        skipBytes(in, (int) length);
        return part;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint of more than 10 bytes");
    }
}
