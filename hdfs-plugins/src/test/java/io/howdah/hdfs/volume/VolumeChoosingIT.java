// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSTestUtil;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsDatasetSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsVolumeSpi;
import org.apache.hadoop.test.GenericTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real DataNode with three data directories, of which the operator says that two share a backend. */
class VolumeChoosingIT {
    private static final int FILES = 300;
    private static final int THREADS = 4;

    @TempDir
    Path directory;

    @Test
    void dataNode_writesToBackendsAlike_andTellsThroughJmx() throws Exception {
        HdfsConfiguration conf = new HdfsConfiguration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        conf.set(
                DFSConfigKeys.DFS_DATANODE_FSDATASET_VOLUME_CHOOSING_POLICY_KEY,
                BackendVolumeChoosingPolicy.class.getName());
        conf.set(
                "howdah.volume.backends",
                directory.resolve("data/data1") + "=shared," + directory.resolve("data/data2") + "=shared,"
                        + directory.resolve("data/data3") + "=own");
        // The machine's disk may be nearly full; the three are equally so.
        conf.set("howdah.volume.available-floor", "0");
        try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf)
                .numDataNodes(1)
                .storagesPerDatanode(3)
                .build()) {
            cluster.waitActive();
            write(cluster.getFileSystem());
            Map<String, Integer> blocks = blocks(cluster);
            int own = blocks.get("data3");
            int shared = blocks.get("data1") + blocks.get("data2");
            assertThat(own + shared).isEqualTo(FILES);
            assertThat(own).as("half, not a third: %s", blocks).isBetween(FILES * 42 / 100, FILES * 58 / 100);
            assertThat(blocks.get("data1")).as("%s", blocks).isBetween(FILES * 17 / 100, FILES * 33 / 100);

            // JMX shows numbers that are up to ten seconds old.
            Map<String, Object> bean = Await.value(
                    VolumeChoosingIT::bean, now -> now.get("VolumeChoices").equals((long) FILES));
            assertThat(bean)
                    .containsEntry("Volumes", 3)
                    .containsEntry("Backends", 2)
                    .containsEntry("UnknownBackends", 0)
                    .containsEntry("OutOfSpace", 0L)
                    .containsEntry("LatencyUnavailable", 1)
                    .containsEntry("tag.Backend.1", "own")
                    .containsEntry("BackendChoices.1", (long) own)
                    .containsEntry("tag.Backend.2", "shared")
                    .containsEntry("BackendChoices.2", (long) shared);
            latencies_areKnown_onceTheDataNodeSamplesThem(cluster);
            badSetting_stopsTheDataNode_andItsLogSaysWhy(cluster, conf);
        }
    }

    /** Not before: the first write of a DataNode may take long, and its backend would get less for a minute. */
    private static void latencies_areKnown_onceTheDataNodeSamplesThem(MiniDFSCluster cluster) throws Exception {
        cluster.getDataNodes()
                .get(0)
                .reconfigureProperty(DFSConfigKeys.DFS_DATANODE_FILEIO_PROFILING_SAMPLING_PERCENTAGE_KEY, "100");
        for (String file : List.of("/sampled", "/chosen-by-it")) {
            DFSTestUtil.createFile(
                    cluster.getFileSystem(), new org.apache.hadoop.fs.Path(file), 1024, (short) 1, FILES);
        }
        Await.value(VolumeChoosingIT::bean, now -> now.get("LatencyUnavailable").equals(0));
    }

    private static void badSetting_stopsTheDataNode_andItsLogSaysWhy(MiniDFSCluster cluster, HdfsConfiguration conf)
            throws Exception {
        HdfsConfiguration bad = new HdfsConfiguration(conf);
        bad.set("howdah.volume.half-life", "fast");
        GenericTestUtils.LogCapturer log = GenericTestUtils.LogCapturer.captureLogs(DataNode.LOG);
        cluster.startDataNodes(bad, 1, true, null, null);
        DataNode refused = cluster.getDataNodes().get(1);
        GenericTestUtils.waitFor(() -> !refused.isDatanodeUp(), 100, 120_000);
        assertThat(log.getOutput()).contains("howdah.volume.half-life=fast: not allowed; allowed: 1s to 1h");
        log.stopCapturing();
    }

    private static void write(FileSystem fileSystem) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * (FILES / THREADS);
                writers.add(threads.submit(() -> {
                    for (int i = first; i < first + FILES / THREADS; i++) {
                        DFSTestUtil.createFile(fileSystem, new org.apache.hadoop.fs.Path("/f" + i), 1024, (short) 1, i);
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Finalized block files by the name of the data directory. */
    private static Map<String, Integer> blocks(MiniDFSCluster cluster) throws IOException {
        Map<String, Integer> blocks = new HashMap<>();
        String pool = cluster.getNamesystem().getBlockPoolId();
        try (FsDatasetSpi.FsVolumeReferences volumes =
                cluster.getDataNodes().get(0).getFSDataset().getFsVolumeReferences()) {
            for (FsVolumeSpi volume : volumes) {
                File root = new File(volume.getBaseURI().getPath());
                blocks.put(root.getName(), count(MiniDFSCluster.getFinalizedDir(root, pool)));
            }
        }
        return blocks;
    }

    private static int count(File directory) throws IOException {
        try (var files = java.nio.file.Files.walk(directory.toPath())) {
            return (int) files.filter(file -> file.getFileName().toString().matches("blk_[0-9]+"))
                    .count();
        }
    }

    /** The bean as a monitoring system sees it; in a mini cluster its service is the daemon that was started first. */
    private static Map<String, Object> bean() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names = server.queryNames(new ObjectName("Hadoop:service=*,name=" + VolumeMetrics.NAME), null);
        assertThat(names).hasSize(1);
        ObjectName name = names.iterator().next();
        Map<String, Object> values = new HashMap<>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            values.put(attribute.getName(), server.getAttribute(name, attribute.getName()));
        }
        return values;
    }
}
