// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static io.howdah.ha.core.ProtobufFields.LENGTH_DELIMITED;
import static io.howdah.ha.core.ProtobufFields.VARINT;
import static io.howdah.ha.core.ProtobufFields.tag;

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

    /** The master the bytes describe, or nothing when they are not such a message. */
    public static Optional<HBaseMasterZnode> parse(byte[] data) {
        try {
            ByteBuffer in = ByteBuffer.wrap(data);
            if (in.hasRemaining() && (in.get(0) & 0xFF) == METADATA) {
                in.get();
                ProtobufFields.skipBytes(in, in.getInt());
            }
            for (byte expected : MAGIC) {
                if (in.get() != expected) {
                    return Optional.empty();
                }
            }
            return Optional.of(master(new ProtobufFields(in))).filter(master -> !master.host.isEmpty());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static HBaseMasterZnode master(ProtobufFields in) {
        String host = "";
        int port = 0;
        int infoPort = 0;
        while (in.hasNext()) {
            long tag = in.nextTag();
            if (tag == tag(1, LENGTH_DELIMITED)) {
                ProtobufFields name = in.message();
                while (name.hasNext()) {
                    long field = name.nextTag();
                    if (field == tag(1, LENGTH_DELIMITED)) {
                        host = name.string();
                    } else if (field == tag(2, VARINT)) {
                        port = name.int32();
                    } else {
                        name.skip(field);
                    }
                }
            } else if (tag == tag(3, VARINT)) {
                infoPort = in.int32();
            } else {
                in.skip(tag);
            }
        }
        return new HBaseMasterZnode(host, port, infoPort);
    }
}
