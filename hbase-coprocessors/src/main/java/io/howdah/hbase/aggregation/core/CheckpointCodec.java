// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Checkpoints as bytes: {@code 'H' 'T'}, this format's version, the protocol's version (states are written as replies
 * carry them), table, request, covered ranges, groups, and the CRC-32 of all that. Read by the version that wrote it and
 * by no other: a state that is misread would be a wrong answer.
 */
public final class CheckpointCodec {
    /** Version of the format, beside {@link RequestCodec#VERSION}. */
    public static final int VERSION = 1;

    /** Longest checkpoint, in bytes. */
    public static final int LONGEST = 16 << 20;

    private static final int MOST_RANGES = 1_000_000;
    private static final int CRC_BYTES = 8;

    private CheckpointCodec() {}

    /**
     * The bytes to keep.
     *
     * @throws IllegalArgumentException when they would be more than {@link #LONGEST}
     */
    public static byte[] encode(Checkpoint checkpoint) {
        GroupTable groups = checkpoint.groups();
        // Each group takes at least four bytes: no need to write all of them to know.
        if (groups.size() * 4L > LONGEST) {
            throw tooLong(groups.size());
        }
        WireWriter out = new WireWriter();
        out.unsigned('H');
        out.unsigned('T');
        out.unsigned(VERSION);
        out.unsigned(RequestCodec.VERSION);
        out.text(checkpoint.table());
        out.bytes(RequestCodec.encode(checkpoint.request()), RequestCodec.LONGEST_REQUEST);
        out.unsigned(checkpoint.covered().size());
        for (RowRange range : checkpoint.covered()) {
            out.bytes(range.from());
            out.bytes(range.to());
        }
        groups.write(out);
        byte[] bytes = out.toByteArray();
        out.fixed(crc(bytes, bytes.length));
        bytes = out.toByteArray();
        if (bytes.length > LONGEST) {
            throw tooLong(groups.size());
        }
        return bytes;
    }

    private static IllegalArgumentException tooLong(int groups) {
        return new IllegalArgumentException(
                groups + " groups do not fit into a resume token of at most " + LONGEST + " bytes");
    }

    private static long crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws ProtocolException when the bytes are no checkpoint, were changed or cut, or are of another version
     * @throws IllegalArgumentException when what they say cannot be
     */
    public static Checkpoint decode(byte[] bytes) {
        if (bytes.length > LONGEST) {
            throw new ProtocolException("a resume token of " + bytes.length + " bytes: at most " + LONGEST);
        }
        if (bytes.length < 4 + CRC_BYTES || bytes[0] != 'H' || bytes[1] != 'T') {
            throw new ProtocolException("not a resume token");
        }
        if (bytes[2] != VERSION || bytes[3] != RequestCodec.VERSION) {
            throw new ProtocolException("the resume token has version " + bytes[2] + "." + bytes[3]
                    + ", this client reads version " + VERSION + "." + RequestCodec.VERSION
                    + ": start the aggregate anew");
        }
        int end = bytes.length - CRC_BYTES;
        if (new WireReader(Arrays.copyOfRange(bytes, end, bytes.length)).fixed() != crc(bytes, end)) {
            throw new ProtocolException("the resume token was cut short or changed: its checksum is wrong");
        }
        WireReader in = new WireReader(Arrays.copyOfRange(bytes, 4, end));
        String table = in.text();
        AggregationRequest request = RequestCodec.decode(in.bytes(RequestCodec.LONGEST_REQUEST));
        int count = in.bounded("the number of covered ranges", MOST_RANGES);
        List<RowRange> covered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            covered.add(RowRange.of(in.bytes(), in.bytes()));
        }
        GroupTable groups = request.newGroupTable();
        groups.read(in);
        in.end();
        return new Checkpoint(table, request, covered, groups);
    }
}
