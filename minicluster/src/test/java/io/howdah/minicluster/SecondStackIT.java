// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.RepeatedTest;

/** The whole stack, twice in one JVM and one directory: the second begins empty and knows nothing of the first. */
class SecondStackIT {
    private static final Path DIRECTORY = Path.of("target/second-stack");
    private static final TableName TABLE = TableName.valueOf("t");

    @RepeatedTest(2)
    void stack_beginsEmptyAndServes_whenAnotherRanHereBefore() throws Exception {
        try (EmbeddedStack stack = EmbeddedStack.builder()
                .directory(DIRECTORY)
                .hdfs(h -> h.dataNodes(3).highAvailability())
                .yarn(y -> y.nodeManagers(1))
                .hbase(b -> b.regionServers(1))
                .start()) {
            assertThat(stack.directory()).isEqualTo(DIRECTORY.toAbsolutePath());
            assertRowIsStored(stack);
            String resourceManager = stack.yarn().webAddress();
            assertAnswers(resourceManager, "/ws/v1/cluster/metrics", "\"clusterMetrics\"");
            assertAnswers(resourceManager, "/cluster/nodes", "Nodes of the cluster");
            String nodeManager = stack.yarn()
                    .resourceManager()
                    .getRMContext()
                    .getRMNodes()
                    .values()
                    .iterator()
                    .next()
                    .getHttpAddress();
            assertAnswers(nodeManager, "/node", "NodeManager information");
            assertAnswers(stack.yarn().historyAddress(), "/ws/v1/history/info", "\"historyInfo\"");
            assertAnswers(stack.yarn().historyAddress(), "/jobhistory", "JobHistory");
            assertAnswers(stack.hbase().masterWebAddress(), "/jmx", "\"beans\"");
            for (NameNodeHandle nameNode : stack.hdfs().nameNodes()) {
                assertAnswers("127.0.0.1:" + nameNode.httpAddress().getPort(), "/jmx", "\"beans\"");
            }
            List<ListeningSocket> reachable = ListeningSocket.ofThisProcess().stream()
                    .filter(s -> !s.isLoopback())
                    .toList();
            // The shuffle port has no address of its own.
            assertThat(reachable)
                    .as("ports that listen elsewhere than on loopback")
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertRowIsStored(EmbeddedStack stack) throws IOException {
        byte[] family = Bytes.toBytes("f");
        try (Admin admin = stack.hbase().connection().getAdmin();
                Table table = stack.hbase().connection().getTable(TABLE)) {
            assertThat(admin.tableExists(TABLE)).isFalse();
            admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(family))
                    .build());
            table.put(new Put(family).addColumn(family, family, family));
            admin.flush(TABLE);
            assertThat(table.get(new Get(family)).getValue(family, family)).isEqualTo(family);
        }
    }

    private static void assertAnswers(String address, String path, String content)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://" + address + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Accept", path.startsWith("/ws") ? "application/json" : "*/*")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as("%s: %s", uri, response.body()).isEqualTo(200);
        assertThat(response.body()).contains(content);
    }
}
