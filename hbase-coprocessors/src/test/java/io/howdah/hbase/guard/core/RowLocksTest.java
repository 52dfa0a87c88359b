// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RowLocksTest {
    private final RowLocks locks = new RowLocks();

    private static Collection<byte[]> rows(String... rows) {
        return Arrays.stream(rows).map(String::getBytes).toList();
    }

    private boolean isFree(String... rows) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try (RowLocks.Held held = locks.lock(rows(rows), 1)) {
                        return held != null;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get();
    }

    @Test
    void rows_areHeldUntilLetGo() throws Exception {
        try (RowLocks.Held held = locks.lock(rows("b", "a", "b"), 0)) {
            assertThat(held).isNotNull();
            assertThat(locks.size()).isEqualTo(2);
            assertThat(isFree("a")).isFalse();
            assertThat(isFree("c")).isTrue();
        }
        assertThat(isFree("a", "b")).isTrue();
        assertThat(locks.size()).isZero();
    }

    @Test
    void wait_ends_andNothingStaysLocked() throws Exception {
        RowLocks.Held held = locks.lock(rows("b"), 1);
        assertThat(isFree("a", "b", "c")).isFalse();
        assertThat(locks.size()).as("only what is held").isEqualTo(1);
        assertThat(isFree("a", "c")).isTrue();
        held.close();
        assertThat(isFree("a", "b", "c")).isTrue();
        assertThat(locks.size()).isZero();
    }

    @Test
    void interrupt_endsTheWait_andNothingStaysLocked() throws Exception {
        RowLocks.Held held = locks.lock(rows("b"), 1);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                locks.lock(rows("a", "b"), 600_000);
                ended.complete(null);
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        waiter.start();
        waiter.interrupt();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertThat(List.of(isFree("a"), isFree("b"))).containsExactly(true, false);
        held.close();
        assertThat(locks.size()).isZero();
    }
}
