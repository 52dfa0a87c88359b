// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Delivery DELIVERY = new Delivery(100, 1_000_000, 10_000);

    /** Refuses a chunk that holds a value "bad", after it has taken what is before it, as a broker does. */
    private static final class FakeSink implements Sink {
        final List<String> taken = new ArrayList<>();
        boolean down;

        @Override
        public void deliver(List<ChangeEvent> events) throws IOException, Undeliverable {
            if (down) {
                throw new IOException("down");
            }
            for (ChangeEvent event : events) {
                String value = new String(event.value(), StandardCharsets.UTF_8);
                if (value.equals("bad")) {
                    throw new Undeliverable("it is bad", null);
                }
                taken.add(value);
            }
        }

        @Override
        public String target() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    private static ChangeEvent event(int number, String value) {
        return RandomChanges.put("r" + number, "q", 1, number, value);
    }

    @Test
    void refused_areParked_andAllOthersAreDelivered() throws Exception {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            List<ChangeEvent> events = new ArrayList<>();
            List<String> good = new ArrayList<>();
            int bad = 0;
            int size = 1 + random.nextInt(40);
            for (int i = 0; i < size; i++) {
                boolean refuse = random.nextInt(5) == 0;
                events.add(event(i, refuse ? "bad" : "v" + i));
                bad += refuse ? 1 : 0;
                if (!refuse) {
                    good.add("v" + i);
                }
            }
            FakeSink sink = new FakeSink();
            List<Parked> parked = DELIVERY.deliver(sink, events);
            assertThat(parked)
                    .as("seed %d", seed)
                    .hasSize(bad)
                    .allMatch(p -> p.reason().equals("it is bad"));
            assertThat(sink.taken).as("seed %d", seed).containsAll(good);
            // The last copy of each is in order: a consumer that keeps the last sees them as they were written.
            List<String> last = new ArrayList<>();
            for (int i = sink.taken.size() - 1; i >= 0; i--) {
                if (!last.contains(sink.taken.get(i))) {
                    last.add(0, sink.taken.get(i));
                }
            }
            assertThat(last).as("seed %d", seed).isEqualTo(good);
        }
    }

    @Test
    void tooLarge_isParked_withoutATry() throws Exception {
        FakeSink sink = new FakeSink();
        List<Parked> parked = DELIVERY.deliver(sink, List.of(event(1, "x".repeat(10_000)), event(2, "small")));
        assertThat(parked).extracting(Parked::reason).containsExactly("10403 bytes: at most 10000 are sent");
        assertThat(sink.taken).containsExactly("small");
    }

    @Test
    void failure_isHandedOn_soThatAllIsTriedAgain() {
        FakeSink sink = new FakeSink();
        sink.down = true;
        assertThatThrownBy(() -> DELIVERY.deliver(sink, List.of(event(1, "v"))))
                .isInstanceOf(IOException.class)
                .hasMessage("down");
    }

    @Test
    void chunk_hasAtLeastOneChange_andKeepsItsBounds() {
        Delivery small = new Delivery(3, 1_000, 10_000);
        List<ChangeEvent> events =
                List.of(event(1, "x".repeat(5_000)), event(2, "a"), event(3, "b"), event(4, "c"), event(5, "d"));
        assertThat(small.chunk(events, 0)).hasSize(1);
        assertThat(small.chunk(events, 1)).hasSize(2);
        assertThat(new Delivery(3, 1_000_000, 10_000).chunk(events, 1)).hasSize(3);
        assertThat(small.chunk(events, 4)).hasSize(1);
    }

    @Test
    void pauses_doubleUpToTheLimit_andStartAgainAfterASuccess() {
        Backoff backoff = new Backoff(100, 1_000, new Random(3));
        long[] most = {100, 200, 400, 800, 1_000, 1_000};
        for (long limit : most) {
            assertThat(backoff.next()).isBetween(limit / 2, limit);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(500L, 1_000L);
        }
        backoff.reset();
        assertThat(backoff.next()).isBetween(50L, 100L);
    }
}
