// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static io.howdah.ha.core.ProtobufFields.LENGTH_DELIMITED;
import static io.howdah.ha.core.ProtobufFields.tag;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the winner of an election writes into {@code ActiveStandbyElectorLock}. HDFS: {@code ActiveNodeInfo {
 * nameserviceId = 1; namenodeId = 2; hostname = 3; port = 4; zkfcPort = 5 }} (HAZKInfo.proto). YARN:
 * {@code ActiveRMInfoProto { cluster_id = 1; rm_id = 2 }} (yarn_server_resourcemanager_service_protos.proto). The two
 * fields that matter have the same numbers.
 *
 * @param group nameservice or YARN cluster id
 * @param holder NameNode or ResourceManager id
 */
public record ElectorLock(String group, String holder) {

    /** The lock's content, or nothing when the bytes are not such a message. */
    public static Optional<ElectorLock> parse(byte[] data) {
        String group = "";
        String holder = "";
        try {
            ProtobufFields in = new ProtobufFields(ByteBuffer.wrap(data));
            while (in.hasNext()) {
                long tag = in.nextTag();
                if (tag == tag(1, LENGTH_DELIMITED)) {
                    group = in.string();
                } else if (tag == tag(2, LENGTH_DELIMITED)) {
                    holder = in.string();
                } else {
                    in.skip(tag);
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return holder.isEmpty() ? Optional.empty() : Optional.of(new ElectorLock(group, holder));
    }
}
