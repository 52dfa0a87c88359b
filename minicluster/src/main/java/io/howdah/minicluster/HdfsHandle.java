// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.hdfs.server.namenode.NameNodeAdapter;
import org.apache.hadoop.hdfs.server.namenode.NameNodeRpcServer;

/** The running HDFS. Reads are thread-safe; methods that kill or restart something are synchronized. */
public final class HdfsHandle {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final HdfsService service;
    private final Configuration client;
    private final DistributedFileSystem fileSystem;
    private final List<NameNodeHandle> nameNodes;
    private volatile Runnable afterDaemonStart = () -> {};
    private final Map<String, MiniDFSCluster.DataNodeProperties> stopped = new HashMap<>();

    HdfsHandle(HdfsService service, Configuration client) throws IOException {
        this.service = service;
        this.client = client;
        // An instance of its own: whoever closes the one FileSystem.get shares does not close this one.
        this.fileSystem = (DistributedFileSystem) FileSystem.newInstance(client);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        List<HdfsLayout.Node> nodes = service.layout().nameNodes();
        this.nameNodes = IntStream.range(0, nodes.size())
                .mapToObj(i -> new NameNodeHandle(
                        nodes.get(i).id(),
                        new InetSocketAddress(loopback, nodes.get(i).rpcPort()),
                        new InetSocketAddress(loopback, nodes.get(i).httpPort()),
                        () -> service.cluster().getNameNode(i)))
                .toList();
    }

    /** A client's file system; it survives a failover. Closed with the stack. */
    public DistributedFileSystem fileSystem() {
        return fileSystem;
    }

    /** A copy of the client configuration. */
    public Configuration configuration() {
        return new Configuration(client);
    }

    /** What follows {@code hdfs://} in a client's paths: the logical name, or host:port of the only NameNode. */
    public String nameservice() {
        return service.layout().authority();
    }

    /** The machines as they were declared. */
    public List<Machine> machines() {
        return service.layout().machines();
    }

    /** The NameNodes, killed ones too. */
    public List<NameNodeHandle> nameNodes() {
        return nameNodes;
    }

    /**
     * The active NameNode; waits for one during a failover.
     *
     * @throws StackException when there is none after three minutes
     */
    public NameNode activeNameNode() {
        NameNode[] found = new NameNode[1];
        Await.until(
                DEADLINE,
                () -> {
                    found[0] = service.activeNameNode();
                    return found[0] != null;
                },
                () -> "HDFS: no NameNode is active");
        return found[0];
    }

    /**
     * Kills the active NameNode: its RPC server stops answering first, the segment of edits it was writing is left
     * unfinished, nothing is handed over. Its ZKFC keeps running. Returns when the NameNode is gone, not when the other one
     * is active.
     *
     * @return the one killed
     */
    public synchronized NameNodeHandle killActiveNameNode() {
        NameNode active = activeNameNode();
        int index = indexOf(active);
        ((NameNodeRpcServer) active.getRpcServer()).getClientRpcServer().stop();
        NameNodeAdapter.abortEditLogs(active);
        service.cluster().shutdownNameNode(index);
        return nameNodes.get(index);
    }

    /**
     * Starts a killed NameNode again at its old address and waits until it serves: as standby if another is active.
     *
     * @param id {@code nn1} or {@code nn2}
     */
    public synchronized void restartNameNode(String id) throws IOException {
        int index = IntStream.range(0, nameNodes.size())
                .filter(i -> nameNodes.get(i).id().equals(id))
                .findFirst()
                .orElseThrow(() -> new StackException("HDFS: no NameNode '" + id + "'; there are " + nameNodes));
        service.restartNameNode(index);
        afterDaemonStart.run();
    }

    /** What has to be put right in this JVM after a daemon was started again. */
    void afterDaemonStart(Runnable action) {
        afterDaemonStart = action;
    }

    private int indexOf(NameNode nameNode) {
        return IntStream.range(0, nameNodes.size())
                .filter(i -> service.cluster().getNameNode(i) == nameNode)
                .findFirst()
                .orElseThrow(() -> new StackException("HDFS: the NameNode stopped meanwhile"));
    }

    /**
     * Kills a DataNode. The NameNode calls it dead about 12 s later; see the defaults.
     *
     * @param hostName as declared
     */
    public synchronized void stopDataNode(String hostName) {
        List<DataNode> running = service.cluster().getDataNodes();
        int index = IntStream.range(0, running.size())
                .filter(i -> running.get(i).getDatanodeId().getHostName().equals(hostName))
                .findFirst()
                .orElseThrow(() -> new StackException("HDFS: no DataNode '" + hostName + "' is running"));
        stopped.put(hostName, service.cluster().stopDataNode(index));
    }

    /** Starts a stopped DataNode again, with its data. */
    public synchronized void startDataNode(String hostName) throws IOException {
        MiniDFSCluster.DataNodeProperties properties = stopped.get(hostName);
        if (properties == null) {
            throw new StackException(
                    "HDFS: DataNode '" + hostName + "' was not stopped; stopped are " + stopped.keySet());
        }
        service.cluster().restartDataNode(properties, true);
        stopped.remove(hostName);
        afterDaemonStart.run();
    }

    /**
     * Waits until the active NameNode counts exactly {@code live} live DataNodes, three minutes at most. One that has
     * registered and has not said yet what room it has is not counted: it gets no block.
     */
    public void awaitDataNodes(int live) {
        int[] seen = new int[1];
        Await.until(
                DEADLINE,
                () -> {
                    seen[0] = (int) Arrays.stream(fileSystem.getDataNodeStats(DatanodeReportType.LIVE))
                            .filter(node -> node.getCapacity() > 0)
                            .count();
                    return seen[0] == live;
                },
                () -> "HDFS: " + seen[0] + " DataNodes are live, waited for " + live);
    }

    /** The platform's own harness, for what this handle does not offer. */
    public MiniDFSCluster miniCluster() {
        return service.cluster();
    }

    void close() throws IOException {
        fileSystem.close();
    }
}
