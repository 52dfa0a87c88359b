// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.LastState;
import io.howdah.hbase.cdc.sink.MongoCurrent;
import io.howdah.minicluster.MariaDbServer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What each captured column of a table holds, as {@code row/family/qualifier} to value: asked of HBase, of the databases and
 * of the messages.
 */
final class LastStates {
    private LastStates() {}

    static Map<String, String> ofHBase(Connection connection, TableName name) throws Exception {
        Map<String, String> values = new TreeMap<>();
        try (Table table = connection.getTable(name);
                ResultScanner rows =
                        table.getScanner(new Scan().addFamily(Cdc.D).addFamily(Cdc.E))) {
            for (Result row : rows) {
                for (Cell cell : row.rawCells()) {
                    values.put(
                            Bytes.toString(CellUtil.cloneRow(cell)) + "/" + Bytes.toString(CellUtil.cloneFamily(cell))
                                    + "/" + Bytes.toString(CellUtil.cloneQualifier(cell)),
                            Bytes.toString(CellUtil.cloneValue(cell)));
                }
            }
        }
        return values;
    }

    static Map<String, String> ofMariaDb(MariaDbServer server, TableName table) throws Exception {
        Map<String, String> values = new TreeMap<>();
        try (java.sql.Connection connection = server.connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT row_key, family, qualifier, value FROM howdah_cdc_current WHERE table_name = ?")) {
            query.setString(1, table.getNamespaceAsString() + ":" + table.getQualifierAsString());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    values.put(text(rows, 1) + "/" + text(rows, 2) + "/" + text(rows, 3), text(rows, 4));
                }
            }
        }
        return values;
    }

    static Map<String, String> ofMongo(MongoStandIn server, TableName table) throws Exception {
        String prefix = table.getNamespaceAsString() + ":" + table.getQualifierAsString() + "/";
        Map<String, String> values = new TreeMap<>();
        MongoCurrent.read(server).forEach((column, value) -> {
            if (column.startsWith(prefix)) {
                values.put(column.substring(prefix.length()), value);
            }
        });
        return values;
    }

    static Map<String, String> ofEvents(List<ChangeEvent> events, TableName table) {
        LastState state = new LastState();
        events.forEach(state::add);
        Map<String, String> values = new TreeMap<>();
        for (ChangeEvent event : state.visible(System.currentTimeMillis())) {
            if (event.table().equals(table.getQualifierAsString())) {
                values.put(
                        Bytes.toString(event.row()) + "/" + event.family() + "/" + Bytes.toString(event.qualifier()),
                        Bytes.toString(event.value()));
            }
        }
        return values;
    }

    private static String text(ResultSet rows, int column) throws Exception {
        return new String(rows.getBytes(column), StandardCharsets.UTF_8);
    }
}
