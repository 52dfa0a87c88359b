// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Requests, replies and resume tokens as bytes: {@code 'H' 'B'}, version, then the fields. Nothing is optional. */
public final class BulkCodec {
    /** The version this class writes and reads. */
    public static final int VERSION = 1;

    /** Longest scan, in bytes. */
    private static final int LONGEST_SCAN = 1 << 20;

    /** Longest value that is set, in bytes. */
    public static final int LONGEST_VALUE = 1 << 20;

    private static final int MOST_TARGETS = 1_024;
    private static final int MOST_RANGES = 1 << 20;

    private BulkCodec() {}

    private static void header(WireWriter out) {
        out.unsigned('H');
        out.unsigned('B');
        out.unsigned(VERSION);
    }

    private static void checkHeader(String what, WireReader in) {
        if (in.unsigned() != 'H' || in.unsigned() != 'B') {
            throw new ProtocolException("not a bulk " + what);
        }
        long version = in.unsigned();
        if (version != VERSION) {
            throw new ProtocolException("bulk " + what + " of version " + version + ", known here is " + VERSION
                    + ": upgrade the older side");
        }
    }

    public static byte[] encode(BulkRequest request) {
        WireWriter out = new WireWriter();
        header(out);
        write(out, request);
        return out.toByteArray();
    }

    /** @throws ProtocolException when the bytes are no request of this version */
    public static BulkRequest decodeRequest(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        checkHeader("request", in);
        BulkRequest request = request(in);
        in.end();
        return request;
    }

    private static void write(WireWriter out, BulkRequest request) {
        range(out, request.range());
        out.bytes(request.scan(), LONGEST_SCAN);
        out.unsigned(request.timestamp());
        out.unsigned(request.dryRun() ? 1 : 0);
        out.unsigned(request.mostChanges());
        if (request.change() instanceof BulkChange.Deletion deletion) {
            out.unsigned(1);
            out.unsigned(deletion.targets().size());
            for (BulkChange.Target target : deletion.targets()) {
                out.bytes(target.family());
                out.unsigned(target.qualifier() == null ? 0 : 1);
                out.bytes(target.qualifier() == null ? new byte[0] : target.qualifier());
            }
        } else if (request.change() instanceof BulkChange.Assignments assignments) {
            out.unsigned(2);
            out.unsigned(assignments.values().size());
            for (BulkChange.Assignment assignment : assignments.values()) {
                out.bytes(assignment.column().family());
                out.bytes(assignment.column().qualifier());
                out.bytes(assignment.value(), LONGEST_VALUE);
            }
        }
    }

    private static BulkRequest request(WireReader in) {
        RowRange range = range(in);
        byte[] scan = in.bytes(LONGEST_SCAN);
        long timestamp = in.unsigned();
        boolean dryRun = in.bounded("a flag", 1) == 1;
        long mostChanges = in.unsigned();
        int kind = in.bounded("a kind of change", 255);
        return new BulkRequest(range, scan, change(kind, in), timestamp, dryRun, mostChanges);
    }

    private static BulkChange change(int kind, WireReader in) {
        int count = in.bounded("the number of columns", MOST_TARGETS);
        if (kind == 1) {
            List<BulkChange.Target> targets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] family = in.bytes();
                boolean column = in.bounded("a flag", 1) == 1;
                byte[] qualifier = in.bytes();
                targets.add(new BulkChange.Target(family, column ? qualifier : null));
            }
            return new BulkChange.Deletion(targets);
        }
        if (kind != 2) {
            throw new ProtocolException("unknown kind of change " + kind);
        }
        List<BulkChange.Assignment> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Column column = Column.of(in.bytes(), in.bytes());
            values.add(new BulkChange.Assignment(column, in.bytes(LONGEST_VALUE)));
        }
        return new BulkChange.Assignments(values);
    }

    public static byte[] encode(BulkReply reply) {
        WireWriter out = new WireWriter();
        header(out);
        out.unsigned(reply.covered() == null ? 0 : 1);
        if (reply.covered() != null) {
            range(out, reply.covered());
        }
        out.text(reply.region());
        out.unsigned(reply.waitMillis());
        counts(out, reply.counts());
        return out.toByteArray();
    }

    /** @throws ProtocolException when the bytes are no reply of this version */
    public static BulkReply decodeReply(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        checkHeader("reply", in);
        RowRange covered = in.bounded("a flag", 1) == 1 ? range(in) : null;
        BulkReply reply = new BulkReply(covered, in.text(), in.unsigned(), counts(in));
        in.end();
        return reply;
    }

    static byte[] encode(BulkCheckpoint checkpoint) {
        WireWriter out = new WireWriter();
        header(out);
        out.text(checkpoint.table());
        write(out, checkpoint.request());
        counts(out, checkpoint.counts());
        out.unsigned(checkpoint.covered().size());
        checkpoint.covered().forEach(range -> range(out, range));
        return out.toByteArray();
    }

    static BulkCheckpoint decodeCheckpoint(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        checkHeader("resume token", in);
        String table = in.text();
        BulkRequest request = request(in);
        BulkCounts counts = counts(in);
        int ranges = in.bounded("the number of ranges", MOST_RANGES);
        List<RowRange> covered = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            covered.add(range(in));
        }
        in.end();
        return new BulkCheckpoint(table, request, counts, covered);
    }

    private static void range(WireWriter out, RowRange range) {
        out.bytes(range.from());
        out.bytes(range.to());
    }

    private static RowRange range(WireReader in) {
        return RowRange.of(in.bytes(), in.bytes());
    }

    private static void counts(WireWriter out, BulkCounts counts) {
        out.unsigned(counts.scanned());
        out.unsigned(counts.matched());
        out.unsigned(counts.changed());
        out.unsigned(counts.lost());
        out.unsigned(counts.newer());
    }

    private static BulkCounts counts(WireReader in) {
        return new BulkCounts(in.unsigned(), in.unsigned(), in.unsigned(), in.unsigned(), in.unsigned());
    }
}
