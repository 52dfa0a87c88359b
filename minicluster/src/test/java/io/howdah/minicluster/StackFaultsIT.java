// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Racks and machines as the NameNode sees them, and the faults a test can cause; through the JUnit extension. */
class StackFaultsIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hdfs(h -> h.machine("dn1", "/rack1", "hv1")
                    .machine("dn2", "/rack1", "hv2")
                    .machine("dn3", "/rack2", "hv3")
                    .machine("dn4", "/rack2", "hv3"))
            .hbase(b -> b.regionServers(2)));

    @Test
    void nameNode_seesHostNamesAndRacks_asDeclared() throws IOException {
        HdfsHandle hdfs = stack.get().hdfs();
        DatanodeInfo[] live = hdfs.fileSystem().getDataNodeStats(DatanodeReportType.LIVE);
        List<String> seen = Arrays.stream(live)
                .map(d -> d.getHostName() + d.getNetworkLocation())
                .sorted()
                .toList();
        assertThat(seen).containsExactly("dn1/rack1", "dn2/rack1", "dn3/rack2", "dn4/rack2");
        assertThat(hdfs.machines()).extracting(Machine::physicalHost).containsExactly("hv1", "hv2", "hv3", "hv3");
    }

    @Test
    void nameNode_noticesSoon_whenADataNodeDiesAndComesBack() throws IOException {
        HdfsHandle hdfs = stack.get().hdfs();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("/replicated");
        try (FSDataOutputStream out = hdfs.fileSystem().create(path, (short) 3)) {
            out.writeBytes("kept");
        }
        long begin = System.nanoTime();
        hdfs.stopDataNode("dn2");
        hdfs.awaitDataNodes(3);
        System.out.printf("dead DataNode noticed after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        try (var in = hdfs.fileSystem().open(path)) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("kept");
        }
        hdfs.startDataNode("dn2");
        hdfs.awaitDataNodes(4);
    }

    @Test
    void rows_areServedByTheOther_whenARegionServerIsAborted() throws Exception {
        TableName name = TableName.valueOf("survivor");
        byte[] family = Bytes.toBytes("f");
        HBaseHandle hbase = stack.get().hbase();
        try (Admin admin = hbase.connection().getAdmin();
                Table table = hbase.connection().getTable(name)) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(family))
                    .build());
            table.put(new Put(Bytes.toBytes("r")).addColumn(family, family, Bytes.toBytes("v")));
            int owner = hbase.utility()
                    .getMiniHBaseCluster()
                    .getServerWith(admin.getRegions(name).get(0).getRegionName());
            hbase.abortRegionServer(owner);
            Await.until(DEADLINE, () -> admin.getRegionServers().size() == 1, () -> "both region servers are listed");
            assertThat(Bytes.toString(table.get(new Get(Bytes.toBytes("r"))).getValue(family, family)))
                    .isEqualTo("v");
        }
    }

    @Test
    void writtenConfiguration_isEnough_forAClientThatKnowsNothingElse(@TempDir Path directory) throws IOException {
        stack.get().writeConfiguration(directory);
        Configuration fresh = new Configuration(false);
        for (String site : new String[] {"core", "hdfs", "yarn", "mapred", "hbase"}) {
            assertThat(directory.resolve(site + "-site.xml")).exists();
            fresh.addResource(new org.apache.hadoop.fs.Path(
                    directory.resolve(site + "-site.xml").toUri()));
        }
        assertThat(fresh.get("dfs.blocksize")).as("a default of the platform").isNull();
        assertThat(fresh.get("hbase.zookeeper.property.clientPort"))
                .isEqualTo(Integer.toString(stack.get().zooKeeper().port()));
        Configuration client = new Configuration();
        fresh.forEach(e -> client.set(e.getKey(), e.getValue()));
        try (FileSystem fs = FileSystem.newInstance(client)) {
            assertThat(fs.exists(new org.apache.hadoop.fs.Path("/hbase"))).isTrue();
        }
    }
}
