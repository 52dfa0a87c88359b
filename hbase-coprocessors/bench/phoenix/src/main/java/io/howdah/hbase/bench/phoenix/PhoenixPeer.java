// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench.phoenix;

import io.howdah.hbase.bench.BenchCluster;
import io.howdah.hbase.bench.Lineitems;
import io.howdah.hbase.bench.NumberedTable;
import io.howdah.hbase.bench.PeerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;

/**
 * Apache Phoenix on a cluster of its own: does what {@link PeerProcess} asks on standard input, one command a line, and
 * ends when that ends.
 */
public final class PhoenixPeer {
    private PhoenixPeer() {}

    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is not an answer
        try (BenchCluster cluster = new BenchCluster(1, Map.of());
                Connection connection = DriverManager.getConnection("jdbc:phoenix:" + cluster.zooKeeper() + ":/hbase");
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            PhoenixTables tables = new PhoenixTables(connection);
            PeerProcess.serve(commands, answers, command -> answer(tables, cluster, command));
        } catch (Exception e) {
            answers.println(PeerProcess.failure(e));
            e.printStackTrace();
        }
        System.exit(0); // Phoenix leaves threads behind
    }

    private static String answer(PhoenixTables tables, BenchCluster cluster, String command) throws Exception {
        String[] words = command.split(" ");
        switch (words[0]) {
            case "load" -> {
                NumberedTable data =
                        new NumberedTable(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                tables.load(data);
                settle(cluster, data.name());
                return "";
            }
            case "sum" -> {
                return tables.number("SELECT SUM(n) FROM " + words[1]);
            }
            case "count" -> {
                return tables.number("SELECT COUNT(*) FROM " + words[1]);
            }
            case "groups" -> {
                return tables.groups("SELECT g, COUNT(*), AVG(n) FROM " + words[1] + " GROUP BY g");
            }
            case "distinct" -> {
                return tables.number("SELECT APPROX_COUNT_DISTINCT(n) FROM " + words[1]);
            }
            case "p99" -> {
                return tables.number("SELECT PERCENTILE_DISC(0.99) WITHIN GROUP (ORDER BY n ASC) FROM " + words[1]);
            }
            case "load-lineitem" -> {
                Lineitems data = new Lineitems(words[1], Double.parseDouble(words[2]));
                tables.load(data);
                settle(cluster, data.name());
                return "";
            }
            case "q1" -> {
                return tables.query1(words[1]);
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        }
    }

    private static void settle(BenchCluster cluster, String table) throws IOException {
        cluster.settle(TableName.valueOf(table.toUpperCase(Locale.ROOT)));
    }
}
