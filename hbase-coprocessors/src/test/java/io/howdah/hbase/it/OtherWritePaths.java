// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import com.google.protobuf.ServiceException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.protobuf.ReplicationProtbufUtil;
import org.apache.hadoop.hbase.protobuf.generated.ClientProtos.MutationProto.MutationType;
import org.apache.hadoop.hbase.protobuf.generated.MultiRowMutationProtos.MultiRowMutationService;
import org.apache.hadoop.hbase.protobuf.generated.MultiRowMutationProtos.MutateRowsRequest;
import org.apache.hadoop.hbase.regionserver.HRegionServer;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;

/** Ways into a table that no method of {@link Table} has. */
final class OtherWritePaths {
    private OtherWritePaths() {}

    /** HBase's MultiRowMutationEndpoint: rows of one region, all or none. */
    static void mutateRows(Table table, List<Put> puts) throws Exception {
        MutateRowsRequest.Builder request = MutateRowsRequest.newBuilder();
        for (Mutation put : puts) {
            request.addMutationRequest(ProtobufUtil.toMutation(MutationType.PUT, put));
        }
        try {
            MultiRowMutationService.newBlockingStub(
                            table.coprocessorService(puts.get(0).getRow()))
                    .mutateRows(null, request.build());
        } catch (ServiceException e) {
            throw e.getCause() instanceof IOException refused ? refused : e;
        }
    }

    /** What a source cluster ships: one edit of its write-ahead log for each row, to the sink of a region server. */
    static void replicate(HRegionServer sink, TableName table, List<Put> puts) throws IOException {
        WAL.Entry[] entries = new WAL.Entry[puts.size()];
        for (int i = 0; i < entries.length; i++) {
            WALEdit edit = new WALEdit();
            for (List<Cell> cells : puts.get(i).getFamilyCellMap().values()) {
                cells.forEach(edit::add);
            }
            entries[i] = new WAL.Entry(
                    new WALKeyImpl(
                            Bytes.toBytes("region-of-the-source"),
                            table,
                            i + 1,
                            System.currentTimeMillis(),
                            List.of(UUID.fromString("00000000-0000-0000-0000-00000000abcd")),
                            0,
                            0,
                            null,
                            null),
                    edit);
        }
        ReplicationProtbufUtil.replicateWALEntry(
                sink.getRSRpcServices(), entries, "source", new Path("/source"), new Path("/source/archive"), 60_000);
    }
}
