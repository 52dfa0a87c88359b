// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.FSTableDescriptors;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are truncated and split, in a real HBase. */
class IncarnationsIT {
    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> {}));

    @TempDir
    static java.nio.file.Path local;

    @AutoClose
    private static Admin admin;

    private static Cdc cdc;
    private static Configuration conf;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void start() throws Exception {
        cdc = new Cdc(stack.get(), local);
        conf = stack.get().hbase().configuration();
        admin = cdc.connection().getAdmin();
    }

    private static CdcDirectory directory(String peer) throws IOException {
        return CdcDirectory.of(conf, Map.of(), peer);
    }

    private Incarnations server(CdcDirectory directory) {
        return new Incarnations(directory, System::currentTimeMillis, nanos::get);
    }

    private void lookLater(Incarnations server) throws IOException {
        nanos.addAndGet(60_000_000_000L);
        server.look(table -> true);
    }

    private static RegionInfo first(TableName table) throws IOException {
        return admin.getRegions(table).get(0);
    }

    private static void truncate(TableName table) throws IOException {
        admin.disableTable(table);
        admin.truncateTable(table, true);
    }

    private static long number(String peer, TableName table) throws IOException {
        return new TableLives(directory(peer), System::currentTimeMillis).number(table);
    }

    /** Splits the first region; the catalog janitor has taken the parent away when this returns. */
    private static void splitAway(TableName table, String at) throws Exception {
        RegionInfo parent = first(table);
        admin.splitRegionAsync(parent.getRegionName(), Bytes.toBytes(at)).get();
        Path path = directory("any").region(table, parent.getEncodedName());
        FileSystem files = path.getFileSystem(conf);
        Await.until("the parent is gone", () -> {
            admin.runCatalogJanitor();
            return !files.exists(path);
        });
    }

    @Test
    void writeOfAParentThatIsGone_isOfTheLifeThatWasSeenWhileNothingWasDelivered() throws Exception {
        TableName table = cdc.table("split");
        Incarnations waiting = server(directory("a"));
        waiting.look(any -> true);
        String ofFirstLife = first(table).getEncodedName();
        long firstLife = number("a", table);
        long inFirstLife = System.currentTimeMillis();
        truncate(table);
        lookLater(waiting);
        RegionInfo parent = first(table);
        long secondLife = number("a", table);
        long inSecondLife = System.currentTimeMillis();
        splitAway(table, "m");

        Incarnations other = server(directory("a"));
        assertThat(secondLife).isGreaterThan(firstLife);
        assertThat(other.of(table, parent.getEncodedName(), inSecondLife)).isEqualTo(secondLife);
        assertThat(other.of(table, ofFirstLife, inFirstLife)).isEqualTo(firstLife);
    }

    @Test
    void lifeBeginsWithItsOldestRegion_whenADaughterIsSeenFirst() throws Exception {
        TableName table = cdc.table("daughter", Bytes.toBytes("k"));
        server(directory("d")).look(any -> true);
        truncate(table);
        RegionInfo parent = first(table);
        long inSecondLife = System.currentTimeMillis();
        splitAway(table, "b");

        Incarnations server = server(directory("d"));
        assertThat(server.of(table, first(table).getEncodedName(), inSecondLife + 60_000))
                .isEqualTo(number("d", table));
        assertThat(server.of(table, parent.getEncodedName(), inSecondLife)).isEqualTo(number("d", table));
    }

    @Test
    void writeOfALifeThatNobodySaw_isNotOfTheNextOne() throws Exception {
        server(directory("b")).look(any -> true);
        TableName table = cdc.table("unseen");
        String ofFirstLife = first(table).getEncodedName();
        long inFirstLife = System.currentTimeMillis();
        truncate(table);

        Incarnations server = server(directory("b"));
        assertThat(server.of(table, first(table).getEncodedName(), System.currentTimeMillis()))
                .isEqualTo(number("b", table));
        assertThat(server.of(table, ofFirstLife, inFirstLife)).isZero();
    }

    @Test
    void writeOfAnyRegionThatIsGone_isOfTheLifeThatWasThereBeforeThePeer() throws Exception {
        TableName table = cdc.table("older");
        RegionInfo parent = first(table);
        long written = System.currentTimeMillis();
        splitAway(table, "m");

        Incarnations server = server(directory("o"));
        server.look(any -> true);
        assertThat(server.of(table, parent.getEncodedName(), written)).isEqualTo(number("o", table));
    }

    @Test
    void nameNodeIsAskedOnce_whenAnEntryOfARegionThatIsGoneHasManyCells() throws Exception {
        TableName table = cdc.table("cells");
        String gone = first(table).getEncodedName();
        long written = System.currentTimeMillis();
        server(directory("c")).look(any -> true);
        truncate(table);
        AtomicInteger calls = new AtomicInteger();
        CdcDirectory real = directory("c");
        FileSystem counting = new FilterFileSystem(real.fileSystem()) {
            @Override
            public FileStatus getFileStatus(Path path) throws IOException {
                calls.incrementAndGet();
                return super.getFileStatus(path);
            }

            @Override
            public FileStatus[] listStatus(Path path) throws IOException {
                calls.incrementAndGet();
                return super.listStatus(path);
            }
        };
        WALEdit edit = new WALEdit();
        for (int i = 0; i < 1_000; i++) {
            edit.add(new KeyValue(Bytes.toBytes("r" + i), Cdc.D, Cdc.D, Cdc.D));
        }
        WAL.Entry entry = new WAL.Entry(new WALKeyImpl(Bytes.toBytes(gone), table, 1, written, null), edit);
        EventExtractor extractor = new EventExtractor(
                server(new CdcDirectory(counting, real.peer(), real.hbaseRoot())),
                new TimeToLive(new FSTableDescriptors(conf)),
                CdcMetrics.of("c"));
        List<ChangeEvent> events = extractor.events(List.of(entry, entry));
        assertThat(events).hasSize(2_000);
        assertThat(calls.get()).isBetween(1, 3);
        assertThat(events).extracting(ChangeEvent::incarnation).doesNotContain(0L, number("c", table));
    }

    /** The endpoint looks when it starts and while its sink is down. */
    @Test
    void livesAreSeen_whileTheSinkTakesNothing() throws Exception {
        TableName table = cdc.table("waits");
        TableLives lives = new TableLives(directory("e"), System::currentTimeMillis);
        EndpointRun.Does refuses = events -> {
            throw new IOException("not now");
        };
        try (EndpointRun waiting = new EndpointRun(conf, "e", refuses)) {
            assertThat(lives.read(table)).containsOnlyKeys(lives.number(table));
            waiting.ship(EndpointRun.put("a"));
            Await.until("the sink has refused", () -> waiting.calls.get() > 0);
            long before = lives.number(table);
            truncate(table);
            int calls = waiting.calls.get();
            Await.until("some more tries", () -> waiting.calls.get() > calls + 50);
            assertThat(lives.read(table)).containsOnlyKeys(before, lives.number(table));
        }
    }
}
