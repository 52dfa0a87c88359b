// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.howdah.examples.birdstrikes.core.OperatorSummary;
import io.howdah.hbase.client.EndpointNotDeployedException;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.Machine;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chain of examples on HDFS, YARN and HBase with our placement policy, scheduler and endpoint; one stack for all. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BirdStrikesIT {
    private static final java.nio.file.Path WORK = TestMachines.directory();
    private static final String POLICY = "io.howdah.hdfs.placement.FailureDomainPlacementPolicy";
    private static final String SCHEDULER = "io.howdah.yarn.ResourceAwareScheduler";
    private static final String HADOOP_JAR = "hadoop jar howdah-examples.jar ";
    private static final Path TABLE = new Path("/data/birdstrikes.csv");
    private static final Path REPORT = new Path("/reports/java");
    private static final TableName BIRDSTRIKES = TableName.valueOf(StrikeTable.NAME);
    /** The containers have this JVM's class path, HBase included. */
    private static final LoadOptions OPTIONS = LoadOptions.defaults().withShipJars(false);

    @RegisterExtension
    static final EmbeddedStackExtension STACK = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hdfs(h -> {
                TestMachines.ALL.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                h.set("dfs.block.replicator.classname", POLICY);
                h.set(
                        "howdah.placement.inventory.file",
                        TestMachines.inventory(WORK).toString());
            })
            .yarn(y -> y.nodeManagers(2).set("yarn.resourcemanager.scheduler.class", SCHEDULER))
            // A loaded machine needs more than the 30 s that a master is given to start.
            .hbase(b -> b.regionServers(2).set("hbase.master.start.timeout.localHBaseCluster", "300000")));

    private static FileSystem fs;
    private static Configuration conf;
    private static Connection connection;

    @BeforeAll
    static void load() throws Exception {
        EmbeddedStack stack = STACK.get();
        conf = stack.configuration();
        fs = stack.hdfs().fileSystem();
        connection = stack.hbase().connection();
        fs.mkdirs(TABLE.getParent());
        fs.copyFromLocalFile(new Path(TestTables.REAL.toUri()), TABLE);
    }

    @Test
    @Order(1)
    void stack_runsOurPlugins() throws Exception {
        assertThat(STACK.get()
                        .hdfs()
                        .activeNameNode()
                        .getNamesystem()
                        .getBlockManager()
                        .getBlockPlacementPolicy()
                        .getClass()
                        .getName())
                .isEqualTo(POLICY);
        assertThat(STACK.get()
                        .yarn()
                        .resourceManager()
                        .getResourceScheduler()
                        .getClass()
                        .getName())
                .isEqualTo(SCHEDULER);
        assertOneReplicaPerPhysicalHost(fs.getFileStatus(TABLE));
    }

    @Test
    @Order(2)
    void report_isRight() throws Exception {
        ReportResult result = BirdStrikeReport.run(conf, TABLE, REPORT);
        System.out.println("report " + result.elapsed());
        assertThat(result.rows()).isEqualTo(10_000);
        assertThat(result.operators().stream().map(OperatorSummary::toLine))
                .isEqualTo(TestTables.expectedReport(TestTables.REAL));
        assertThat(children(REPORT)).containsExactly("_SUCCESS", "part-r-00000");
        assertThat(children(REPORT.getParent())).containsExactly("java");
    }

    @Test
    @Order(3)
    void streamingCount_equalsJava_byteForByte() throws Exception {
        Path output = new Path("/reports/python");
        CountResult result = StreamingCount.run(conf, TABLE, output);
        System.out.println("streaming " + result.elapsed());
        assertThat(result.rows()).isEqualTo(10_000);
        String java = BirdStrikeReport.read(conf, REPORT).stream()
                .map(o -> o.operator() + "\t" + o.strikes() + "\n")
                .collect(Collectors.joining());
        try (var in = fs.open(new Path(output, "part-00000"))) {
            assertThat(in.readAllBytes()).isEqualTo(java.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(children(output.getParent())).containsExactly("java", "python");
    }

    @Test
    @Order(4)
    void bulkLoad_makesATableWithTheEndpoint_andLeavesNothingBehind() throws Exception {
        LoadResult result = BirdStrikeBulkLoad.run(conf, TABLE, OPTIONS);
        System.out.println("bulk load " + result);
        assertThat(result.created()).isTrue();
        assertThat(result.rows()).isEqualTo(10_000);
        assertThat(result.regions()).isEqualTo(2);
        assertThat(result.hfiles()).isEqualTo(2);
        try (Admin admin = connection.getAdmin()) {
            assertThat(admin.getDescriptor(BIRDSTRIKES).getCoprocessorDescriptors())
                    .extracting(c -> c.getClassName())
                    .containsExactly(LoadOptions.DEFAULT_COPROCESSOR);
        }
        assertNothingStaged();
        Path hfiles = new Path(conf.get("hbase.rootdir"), "data/default/" + StrikeTable.NAME);
        int seen = 0;
        for (RemoteIterator<LocatedFileStatus> i = fs.listFiles(hfiles, true); i.hasNext(); ) {
            LocatedFileStatus file = i.next();
            if (file.getPath().getParent().getName().equals(StrikeTable.FAMILY)) {
                assertOneReplicaPerPhysicalHost(file);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    @Test
    @Order(5)
    void query_equalsTheReport() throws Exception {
        long start = System.nanoTime();
        List<OperatorCost> groups = BirdStrikeQuery.byOperator(connection, BIRDSTRIKES);
        System.out.println("query " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(groups)
                .isEqualTo(BirdStrikeReport.read(conf, REPORT).stream()
                        .map(o -> new OperatorCost(o.operator(), o.strikes(), o.totalCost()))
                        .toList());
    }

    @Test
    @Order(6)
    void regions_areBalanced_andRowsReadBack() throws Exception {
        List<Integer> perRegion = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (Table table = connection.getTable(BIRDSTRIKES)) {
            for (byte[] start : connection.getRegionLocator(BIRDSTRIKES).getStartKeys()) {
                perRegion.add(0);
                if (start.length > 0) {
                    assertThat(Bytes.toString(start)).matches("[A-Za-z ]+\0\\d{4}-\\d{2}-\\d{2}");
                }
            }
            byte[][] starts = connection.getRegionLocator(BIRDSTRIKES).getStartKeys();
            try (ResultScanner scanner = table.getScanner(new Scan().setCaching(5_000))) {
                for (Result row : scanner) {
                    int region = starts.length - 1;
                    while (Arrays.compareUnsigned(row.getRow(), starts[region]) < 0) {
                        region--;
                    }
                    perRegion.set(region, perRegion.get(region) + 1);
                    String[] key = Bytes.toString(row.getRow()).split("\0");
                    assertThat(text(row, StrikeTable.STATE)).isEqualTo(key[0]);
                    values.add(String.join(
                            ",",
                            key[1],
                            text(row, StrikeTable.OPERATOR),
                            text(row, StrikeTable.STATE),
                            text(row, StrikeTable.PHASE),
                            text(row, StrikeTable.SIZE),
                            text(row, StrikeTable.SPECIES),
                            text(row, StrikeTable.DAMAGE),
                            Long.toString(Bytes.toLong(value(row, StrikeTable.COST)))));
                }
            }
        }
        // The duplicates of the table included.
        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(TestTables.realRows().stream()
                        .map(line -> line.split(",", -1))
                        .map(f -> String.join(",", f[3], f[4], f[5], f[6], f[7], f[8], f[2], f[12]))
                        .toList());
        assertThat(perRegion)
                .as("rows per region")
                .allSatisfy(n -> assertThat(n).isBetween(3_000, 7_000));
    }

    @Test
    @Order(7)
    void queryOfAState_readsItsRowsOnly() throws Exception {
        Map<String, Long> texas = TestTables.realRows().stream()
                .map(line -> line.split(",", -1))
                .filter(f -> f[5].equals("Texas"))
                .collect(Collectors.groupingBy(f -> f[4], Collectors.counting()));
        assertThat(BirdStrikeQuery.byOperator(connection, BIRDSTRIKES, "Texas").stream()
                        .collect(Collectors.toMap(OperatorCost::operator, OperatorCost::strikes)))
                .isEqualTo(texas);
        assertThat(BirdStrikeQuery.byOperator(connection, BIRDSTRIKES, "Tex")).isEmpty();
    }

    @Test
    @Order(8)
    void commandsOfTheReadme_run_andASecondLoadChangesNothing() throws Exception {
        List<OperatorCost> before = BirdStrikeQuery.byOperator(connection, BIRDSTRIKES);
        List<String> commands = Files.readAllLines(java.nio.file.Path.of("README.md")).stream()
                .filter(line -> line.startsWith(HADOOP_JAR))
                .toList();
        assertThat(commands).hasSize(5);
        for (String command : commands) {
            String[] words = command.substring(HADOOP_JAR.length()).split(" ");
            Tool tool = Class.forName(words[0])
                    .asSubclass(Tool.class)
                    .getConstructor()
                    .newInstance();
            tool.setConf(new Configuration(conf));
            String[] args = Arrays.copyOfRange(words, 1, words.length);
            if (tool instanceof BirdStrikeBulkLoad) {
                // The containers have this JVM's class path.
                args = Arrays.copyOf(args, args.length + 1);
                args[args.length - 1] = "--provided-jars";
            }
            assertThat(CommandLineTool.main(tool, args)).as(command).isZero();
        }
        assertThat(BirdStrikeReport.read(conf, new Path("/reports/birdstrikes")))
                .isEqualTo(BirdStrikeReport.read(conf, REPORT));
        assertThat(StreamingCount.read(conf, new Path("/reports/counts"))).hasSize(46);
        assertThat(BirdStrikeQuery.byOperator(connection, BIRDSTRIKES)).isEqualTo(before);
        fs.delete(new Path("/reports/birdstrikes"), true);
        fs.delete(new Path("/reports/counts"), true);
    }

    @Test
    @Order(9)
    void brokenRow_isNamed_andNothingIsLeft_whicheverJobMeetsIt() throws Exception {
        List<String> rows = new ArrayList<>(TestTables.realRows());
        rows.add(0, TestTables.HEADER);
        rows.set(6_000, TestTables.ROW.replace("1999-08-01", "1999-13-01"));
        Path broken = put("broken.csv", TestTables.write(WORK.resolve("broken.csv"), rows.toArray(String[]::new)));
        String message = "broken.csv row 6001, column 4 (Flight Date): \"1999-13-01\"";
        refused(message, () -> BirdStrikeReport.run(conf, broken, new Path("/reports/deep/broken")));
        refused(message, () -> StreamingCount.run(conf, broken, new Path("/reports/deep/broken")));
        TableName table = TableName.valueOf("broken");
        refused(message, () -> BirdStrikeBulkLoad.run(conf, broken, OPTIONS.withTable(table)));
        assertThat(children(REPORT.getParent())).containsExactly("java", "python");
        assertNothingStaged();
        try (Admin admin = connection.getAdmin()) {
            assertThat(admin.tableExists(table)).isFalse();
        }
    }

    @Test
    @Order(10)
    void wrongInput_isRefusedBeforeAJobIsSubmitted() throws Exception {
        Set<?> before = new HashSet<>(applications().keySet());
        Path columns = put("columns.csv", TestTables.write(WORK.resolve("columns.csv"), "a,b", "1,2"));
        Path empty = put("empty.csv", Files.createFile(WORK.resolve("empty.csv")));
        Path binary = put("binary", Files.write(WORK.resolve("binary"), new byte[70_000]));
        Path output = new Path("/reports/wrong");
        Map.of(
                        columns,
                        "columns.csv row 1, column 1 (Airport Name): the header is \"a\"",
                        empty,
                        "empty.csv: empty",
                        binary,
                        "binary row 1, column 1",
                        new Path("/data/no.csv"),
                        "no.csv: no such file or directory")
                .forEach((input, message) -> {
                    refused(message, () -> BirdStrikeReport.run(conf, input, output));
                    refused(message, () -> StreamingCount.run(conf, input, output));
                    refused(message, () -> BirdStrikeBulkLoad.run(conf, input, OPTIONS));
                });
        assertThat(applications().keySet()).isEqualTo(before);
        assertThat(children(REPORT.getParent())).containsExactly("java", "python");
        assertNothingStaged();
    }

    @Test
    @Order(11)
    void query_saysHowToDeployTheEndpoint_whenTheTableHasNone() throws Exception {
        TableName plain = TableName.valueOf("plain");
        STACK.get().hbase().utility().createTable(plain, StrikeTable.FAMILY).close();
        assertThatExceptionOfType(EndpointNotDeployedException.class)
                .isThrownBy(() -> BirdStrikeQuery.byOperator(connection, plain))
                .withMessageContaining("table plain has no " + LoadOptions.DEFAULT_COPROCESSOR);
        refused("table other: exists without the column family \"d\"", () -> {
            TableName other = TableName.valueOf("other");
            STACK.get().hbase().utility().createTable(other, "x").close();
            return BirdStrikeBulkLoad.run(conf, TABLE, OPTIONS.withTable(other));
        });
    }

    @Test
    @Order(12)
    void interruptedClient_takesItsJobWithIt_whereverItIs() throws Exception {
        for (YarnApplicationState moment :
                List.of(YarnApplicationState.NEW, YarnApplicationState.ACCEPTED, YarnApplicationState.RUNNING)) {
            for (Job job : List.<Job>of(BirdStrikeReport::run, StreamingCount::run)) {
                Set<?> before = new HashSet<>(applications().keySet());
                FutureTask<Object> run = new FutureTask<>(() -> job.run(conf, TABLE, new Path("/reports/cut")));
                Thread client = new Thread(run, "client");
                client.start();
                RMApp[] app = new RMApp[1];
                Await.until("the job is " + moment, () -> {
                    app[0] = applications().entrySet().stream()
                            .filter(e -> !before.contains(e.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(null);
                    return app[0] != null && app[0].createApplicationState().compareTo(moment) >= 0;
                });
                client.interrupt();
                client.join();
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(run::get)
                        .withCauseInstanceOf(InterruptedException.class);
                Await.until("the job has ended", () -> ended(app[0]));
                // Killed, or failed for want of its files when it was cut off half-way through its submission.
                assertThat(app[0].getFinalApplicationStatus())
                        .isIn(FinalApplicationStatus.KILLED, FinalApplicationStatus.FAILED);
                assertThat(children(REPORT.getParent())).containsExactly("java", "python");
            }
        }
    }

    private interface Job {
        Object run(Configuration conf, Path input, Path output) throws Exception;
    }

    @Test
    @Order(13)
    void twoHundredThousandRows_areReportedAndLoaded() throws Exception {
        java.nio.file.Path local = TestTables.repeated(WORK.resolve("large.csv"), 200_000);
        Path large = put("large.csv", local);
        ReportResult report = BirdStrikeReport.run(conf, large, new Path("/reports/large"));
        System.out.println("report of 200,000 rows " + report.elapsed());
        assertThat(report.operators().stream().map(OperatorSummary::toLine))
                .isEqualTo(TestTables.expectedReport(local));
        TableName table = TableName.valueOf("large");
        LoadResult load = BirdStrikeBulkLoad.run(conf, large, OPTIONS.withTable(table));
        System.out.println("bulk load of 200,000 rows " + load);
        assertThat(BirdStrikeQuery.byOperator(connection, table))
                .isEqualTo(report.operators().stream()
                        .map(o -> new OperatorCost(o.operator(), o.strikes(), o.totalCost()))
                        .toList());
    }

    /** As on a cluster: the nodes have Hadoop, a job brings its own jar, hadoop-streaming's and HBase's. */
    @Test
    @Order(14)
    void jobs_bringTheirJars_whenTheNodesHaveOnlyHadoop() throws Exception {
        assumeThat(BirdStrikeReport.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .as("run by 'mvn verify', which tests the jar")
                .endsWith(".jar");
        Configuration cluster = new Configuration(conf);
        cluster.setBoolean("yarn.is.minicluster", false);
        cluster.set("mapreduce.application.classpath", "/nothing/else");
        cluster.set(
                "yarn.application.classpath",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.matches(
                                ".*(/classes|/test-classes|howdah-[^/]*|hadoop-streaming[^/]*|hbase-[^/]*)/?"))
                        .collect(Collectors.joining(",")));
        Path small = put("small.csv", TestTables.write(WORK.resolve("small.csv"), TestTables.HEADER, TestTables.ROW));
        assertThat(BirdStrikeReport.run(cluster, small, new Path("/reports/small"))
                        .rows())
                .isEqualTo(1);
        assertThat(StreamingCount.run(cluster, small, new Path("/reports/small-python"))
                        .strikesByOperator())
                .isEqualTo(Map.of("UNITED AIRLINES", 1L));
        TableName table = TableName.valueOf("small");
        BirdStrikeBulkLoad.run(cluster, small, OPTIONS.withTable(table).withShipJars(true));
        assertThat(BirdStrikeQuery.byOperator(connection, table))
                .containsExactly(new OperatorCost("UNITED AIRLINES", 1, 12));
    }

    private static Path put(String name, java.nio.file.Path local) throws Exception {
        Path path = new Path("/data", name);
        fs.copyFromLocalFile(false, true, new Path(local.toUri()), path);
        return path;
    }

    private static void refused(String message, Callable<?> job) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(job::call)
                .withMessageContaining(message);
    }

    private static List<String> children(Path directory) {
        try {
            return Arrays.stream(fs.listStatus(directory))
                    .map(f -> f.getPath().getName())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HFiles and partition files of bulk loads are made in HBase's temporary directory. */
    private static void assertNothingStaged() throws Exception {
        Path tmp =
                new Path(conf.get("hbase.fs.tmp.dir", "/user/" + System.getProperty("user.name") + "/hbase-staging"));
        assertThat(fs.exists(tmp) ? children(tmp) : Collections.emptyList()).isEmpty();
    }

    private static void assertOneReplicaPerPhysicalHost(FileStatus file) throws Exception {
        Map<String, String> physicalHosts =
                TestMachines.ALL.stream().collect(Collectors.toMap(Machine::hostName, Machine::physicalHost));
        // A file can be closed as soon as the NameNode knows of one replica of each block.
        Await.until(file.getPath() + " has three replicas", () -> {
            for (BlockLocation block : fs.getFileBlockLocations(file, 0, file.getLen())) {
                if (block.getHosts().length < 3) {
                    return false;
                }
            }
            return true;
        });
        for (BlockLocation block : fs.getFileBlockLocations(file, 0, file.getLen())) {
            List<String> hosts =
                    Arrays.stream(block.getHosts()).map(physicalHosts::get).toList();
            assertThat(hosts).as("%s %s", file.getPath(), block).hasSize(3).doesNotHaveDuplicates();
        }
    }

    private static byte[] value(Result row, String column) {
        return row.getValue(Bytes.toBytes(StrikeTable.FAMILY), Bytes.toBytes(column));
    }

    private static String text(Result row, String column) {
        return Bytes.toString(value(row, column));
    }

    private static Map<?, RMApp> applications() {
        return STACK.get().yarn().resourceManager().getRMContext().getRMApps();
    }

    private static boolean ended(RMApp app) {
        return Set.of(YarnApplicationState.KILLED, YarnApplicationState.FINISHED, YarnApplicationState.FAILED)
                .contains(app.createApplicationState());
    }
}
