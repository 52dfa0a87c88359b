// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.minicluster.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint says of itself while its sink fails. */
class CdcEndpointTest {
    private static final EndpointRun.Does REFUSES = events -> {
        throw new IOException("not now");
    };

    @TempDir
    private Path root;

    private Configuration conf;

    @BeforeEach
    void configure() {
        conf = HBaseConfiguration.create();
        conf.set("hbase.rootdir", root.toUri().toString());
    }

    private static boolean isSinkDown(String peer) {
        return CdcMetrics.of(peer).isSinkDown();
    }

    private static boolean isFull(String peer) {
        return CdcMetrics.of(peer).areDeadLettersFull();
    }

    @Test
    void gaugeFalls_whenTheEndpointThatWaitedIsStopped() throws Exception {
        try (EndpointRun waiting = new EndpointRun(conf, "stopped", REFUSES)) {
            waiting.ship(EndpointRun.put("a"));
            Await.until("the sink is down", () -> isSinkDown("stopped"));
            waiting.close();
            assertThat(waiting.delivered()).isFalse();
        }
        assertThat(isSinkDown("stopped")).isFalse();
    }

    @Test
    void gaugeStays_whileOneOfSeveralEndpointsWaits() throws Exception {
        CountDownLatch secondTry = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        EndpointRun.Does refusesOnce = events -> {
            if (tries.getAndIncrement() > 0) {
                Await.until("it may go on", () -> secondTry.getCount() == 0);
            }
            throw new IOException("not now");
        };
        try (EndpointRun own = new EndpointRun(conf, "several", refusesOnce);
                EndpointRun recovered = new EndpointRun(conf, "several-host,16020,17", REFUSES)) {
            own.ship(EndpointRun.put("a"));
            recovered.ship(EndpointRun.put("b"));
            Await.until("both were refused", () -> tries.get() > 1 && recovered.calls.get() > 1);
            recovered.sink(EndpointRun.TAKES_IT);
            assertThat(recovered.delivered()).isTrue();
            assertThat(isSinkDown("several")).isTrue();
            own.sink(EndpointRun.TAKES_IT);
            secondTry.countDown();
            assertThat(own.delivered()).isTrue();
            assertThat(isSinkDown("several")).isFalse();
        }
    }

    @Test
    void deadLettersStayFull_whileOneOfSeveralEndpointsWaitsForRoom() throws Exception {
        String[] noRoom = {
            CdcSettings.EVENT_MAX_BYTES.name(), "1024", CdcSettings.DEAD_LETTERS_BYTES.name(), "0",
        };
        try (EndpointRun own = new EndpointRun(conf, "room", EndpointRun.TAKES_IT, noRoom);
                EndpointRun recovered = new EndpointRun(conf, "room-host,16020,17", EndpointRun.TAKES_IT)) {
            own.ship(EndpointRun.put("a".repeat(2_000)));
            Await.until("there is no room", () -> isFull("room"));
            assertThat(recovered.ship(EndpointRun.put("b")).delivered()).isTrue();
            assertThat(isFull("room")).isTrue();
            assertThat(isSinkDown("room")).isTrue();
            own.close();
            assertThat(own.delivered()).isFalse();
            assertThat(isFull("room")).isFalse();
            assertThat(isSinkDown("room")).isFalse();
        }
    }

    /** HBase aborts the region server for an Error that gets out, and the next server that takes over its log. */
    @Test
    void batchIsTriedAgain_whenALibraryOfTheSinkIsBroken() throws Exception {
        EndpointRun.Does lacksAClass = events -> {
            throw new NoClassDefFoundError("com/example/jdbc/Driver");
        };
        try (EndpointRun broken = new EndpointRun(conf, "broken", lacksAClass)) {
            broken.ship(EndpointRun.put("a"));
            Await.until("two tries, or an end", () -> broken.calls.get() > 2 || !broken.goesOn());
            assertThat(broken.goesOn()).isTrue();
            assertThat(isSinkDown("broken")).isTrue();
            broken.sink(events -> {
                throw new AssertionError("a client's");
            });
            int before = broken.calls.get();
            Await.until("two tries, or an end", () -> broken.calls.get() > before + 2 || !broken.goesOn());
            broken.sink(EndpointRun.TAKES_IT);
            assertThat(broken.delivered()).isTrue();
            assertThat(isSinkDown("broken")).isFalse();
        }
    }
}
