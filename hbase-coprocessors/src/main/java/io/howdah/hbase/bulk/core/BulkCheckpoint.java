// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How far a job is: enough to go on in another process. Immutable.
 *
 * @param table its name
 * @param request the whole job, with its timestamp
 * @param counts of what is done
 * @param covered the rows that are done: disjoint, in order
 */
public record BulkCheckpoint(String table, BulkRequest request, BulkCounts counts, List<RowRange> covered) {
    private static final int CHECKSUM = 8;

    public BulkCheckpoint {
        covered = List.copyOf(covered);
    }

    /** Bytes to keep; {@link #fromBytes} reads them. */
    public byte[] toBytes() {
        byte[] bytes = BulkCodec.encode(this);
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + CHECKSUM);
        long sum = checksum(bytes, bytes.length);
        for (int i = 0; i < CHECKSUM; i++) {
            sealed[bytes.length + i] = (byte) (sum >>> (8 * i));
        }
        return sealed;
    }

    /** @throws ProtocolException when the bytes are no token, were cut or changed, or are of another version */
    public static BulkCheckpoint fromBytes(byte[] sealed) {
        int length = sealed.length - CHECKSUM;
        if (length < 0) {
            throw new ProtocolException("not a bulk resume token: " + sealed.length + " bytes");
        }
        long sum = 0;
        for (int i = 0; i < CHECKSUM; i++) {
            sum |= (sealed[length + i] & 0xffL) << (8 * i);
        }
        if (sum != checksum(sealed, length)) {
            throw new ProtocolException("not a bulk resume token, or one that was cut or changed");
        }
        return BulkCodec.decodeCheckpoint(Arrays.copyOf(sealed, length));
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /** True when both are the same job: table, rows, condition and change; the timestamp may differ. */
    public boolean isOf(String otherTable, BulkRequest other) {
        BulkRequest mine = new BulkRequest(request.range(), request.scan(), request.change(), 1, request.dryRun(), 1);
        BulkRequest theirs = new BulkRequest(other.range(), other.scan(), other.change(), 1, other.dryRun(), 1);
        return table.equals(otherTable) && Arrays.equals(BulkCodec.encode(mine), BulkCodec.encode(theirs));
    }
}
