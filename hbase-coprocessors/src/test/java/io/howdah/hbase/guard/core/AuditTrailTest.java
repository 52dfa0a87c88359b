// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditTrailTest {
    private static final String STARTED = "(at work)";

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final Semaphore permits = new Semaphore(0);

    /** Takes a record when it is let. */
    private void slow(String entry) {
        log.add(STARTED);
        permits.acquireUninterruptibly();
        log.add(entry);
    }

    /** A trail whose log holds one record, so that the queue stays as it is. */
    private AuditTrail stuck(int capacity) throws InterruptedException {
        AuditTrail trail = new AuditTrail(capacity, this::slow);
        assertThat(trail.offer("first")).isTrue();
        assertThat(log.take()).isEqualTo(STARTED);
        return trail;
    }

    @Test
    void records_reachTheLogInOrder() throws Exception {
        List<String> records =
                IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
        try (AuditTrail trail = new AuditTrail(10, log::add)) {
            for (String each : records) {
                assertThat(trail.put(each, 60_000)).isTrue();
            }
            for (String each : records) {
                assertThat(log.take()).isEqualTo(each);
            }
            assertThat(trail.dropped()).isZero();
        }
    }

    @Test
    void record_isDroppedAndCounted_whenTheQueueIsFull() throws Exception {
        try (AuditTrail trail = stuck(2)) {
            assertThat(trail.offer("second")).isTrue();
            assertThat(trail.offer("third")).isTrue();
            assertThat(trail.offer("lost")).isFalse();
            assertThat(trail.offer("lost too")).isFalse();
            assertThat(trail.dropped()).isEqualTo(2);
            assertThat(trail.waiting()).isEqualTo(2);

            permits.release(3);
            for (String each : List.of("first", STARTED, "second", STARTED, "third")) {
                assertThat(log.take()).isEqualTo(each);
            }
            assertThat(trail.offer("fourth")).as("there is room again").isTrue();
        }
    }

    @Test
    void writer_waitsForRoom_andIsToldWhenThereIsNone() throws Exception {
        try (AuditTrail trail = stuck(1)) {
            assertThat(trail.put("second", 0)).isTrue();
            assertThat(trail.put("no room", 1)).isFalse();
            assertThat(trail.dropped()).as("it is for the writer not to write").isZero();

            CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> {
                try {
                    return trail.put("third", 120_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(waits).isNotDone();
            permits.release(3);
            assertThat(waits.get()).isTrue();
            for (String each : List.of("first", STARTED, "second", STARTED, "third")) {
                assertThat(log.take()).isEqualTo(each);
            }
        }
    }

    @Test
    void recordsThatFollow_areLogged_whenTheLogThrows() throws Exception {
        try (AuditTrail trail = new AuditTrail(10, entry -> {
            if (entry.equals("bad")) {
                throw new IllegalStateException("disk full");
            }
            if (entry.equals("worse")) {
                throw new NoClassDefFoundError("an appender's");
            }
            log.add(entry);
        })) {
            trail.offer("bad");
            trail.offer("worse");
            trail.offer("good");
            assertThat(log.take()).isEqualTo("good");
            assertThat(trail.failed()).isEqualTo(2);
        }
    }
}
