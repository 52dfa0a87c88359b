// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.LastState;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a database sink goes through when regions move: the same changes from two servers, in any order, some twice. */
final class ShuffledDelivery {
    private static final int CHUNK = 160;
    private static final int COPIES = 200;
    private static final int ATTEMPTS = 20;

    private ShuffledDelivery() {}

    /** Opens a sink of its own for each writer. */
    @FunctionalInterface
    interface Opener {
        Sink open() throws Exception;
    }

    /** Two sinks at a time, each with all changes in an order of its own. */
    static void deliver(List<ChangeEvent> events, Random random, Opener opener) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int w = 0; w < 2; w++) {
            List<ChangeEvent> shuffled = new ArrayList<>(events);
            shuffled.addAll(events.subList(0, COPIES));
            Collections.shuffle(shuffled, random);
            writers.add(new Thread(() -> {
                try (Sink sink = opener.open()) {
                    for (int from = 0; from < shuffled.size(); from += CHUNK) {
                        deliver(sink, shuffled.subList(from, Math.min(shuffled.size(), from + CHUNK)));
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    /** As the endpoint does: what fails for now is tried again. */
    private static void deliver(Sink sink, List<ChangeEvent> events) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                sink.deliver(events);
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The visible cells of HBase's order: {@code table/row/family/qualifier} to value. */
    static Map<String, String> expected(List<ChangeEvent> events) {
        LastState state = new LastState();
        events.forEach(state::add);
        Map<String, String> values = new TreeMap<>();
        for (ChangeEvent event : state.visible(System.currentTimeMillis())) {
            values.put(
                    event.qualifiedTable() + "/" + new String(event.row(), StandardCharsets.UTF_8) + "/"
                            + event.family() + "/" + new String(event.qualifier(), StandardCharsets.UTF_8),
                    new String(event.value(), StandardCharsets.UTF_8));
        }
        return values;
    }
}
