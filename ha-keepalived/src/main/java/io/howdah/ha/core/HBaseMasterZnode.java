// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an HBase master writes into its znode (the active's and each backup's): host, RPC port and web port. Read by hand
 * because HBase's jars are not on a Hadoop daemon's class path.
 *
 * <p>Layout: ZooKeeper metadata of HBase (0xFF, 4 bytes length, that many bytes), the magic {@code PBUF}, then the
 * protobuf message {@code Master { ServerName master = 1; uint32 rpc_version = 2; uint32 info_port = 3 }} with
 * {@code ServerName { string host_name = 1; uint32 port = 2; uint64 start_code = 3 }} (hbase-protocol-shaded,
 * ZooKeeper.proto and HBase.proto).
 *
 * @param infoPort the web port; 0 or -1 when the znode does not say
 */
public record HBaseMasterZnode(String host, int port, int infoPort) {
    private static final int METADATA = 0xFF;
    private static final byte[] MAGIC = "PBUF".getBytes(StandardCharsets.US_ASCII);
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** The master the bytes describe, or nothing when they are not such a message. */
    public static Optional<HBaseMasterZnode> parse(byte[] data) {
        try {
            ByteBuffer in = ByteBuffer.wrap(data);
            if (in.hasRemaining() && (in.get(0) & 0xFF) == METADATA) {
                in.get();
                skip(in, in.getInt());
            }
            for (byte expected : MAGIC) {
                if (in.get() != expected) {
                    return Optional.empty();
                }
            }
            return Optional.of(master(in)).filter(master -> !master.host.isEmpty());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static HBaseMasterZnode master(ByteBuffer in) {
        String host = "";
        int port = 0;
        int infoPort = 0;
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == (1 << 3 | LENGTH_DELIMITED)) {
                ByteBuffer name = delimited(in);
                while (name.hasRemaining()) {
                    long field = varint(name);
                    if (field == (1 << 3 | LENGTH_DELIMITED)) {
                        host = StandardCharsets.UTF_8.decode(delimited(name)).toString();
                    } else if (field == (2 << 3 | VARINT)) {
                        port = (int) varint(name);
                    } else {
                        skipField(name, (int) (field & 7));
                    }
                }
            } else if (tag == (3 << 3 | VARINT)) {
                infoPort = (int) varint(in);
            } else {
                skipField(in, (int) (tag & 7));
            }
        }
        return new HBaseMasterZnode(host, port, infoPort);
    }

    private static void skipField(ByteBuffer in, int wireType) {
        switch (wireType) {
            case VARINT -> varint(in);
            case FIXED64 -> skip(in, Long.BYTES);
            case FIXED32 -> skip(in, Integer.BYTES);
            case LENGTH_DELIMITED -> delimited(in);
            default -> throw new IllegalArgumentException("wire type " + wireType);
        }
    }

    private static ByteBuffer delimited(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        skip(in, (int) length);
        return part;
    }

    private static void skip(ByteBuffer in, int bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + bytes);
    }

    private static long varint(ByteBuffer in) {
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
