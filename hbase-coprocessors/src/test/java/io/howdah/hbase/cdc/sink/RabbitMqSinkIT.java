// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.RandomChanges;
import io.howdah.hbase.cdc.core.Sink;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink against a real RabbitMQ that reads nothing. */
@RequiresServers({"root", "rabbitmq-server", "setpriv"})
class RabbitMqSinkIT {
    private static final String EXCHANGE = "howdah.cdc";
    private static final String QUEUE = "alarm";
    /** Far more than the buffers of a connection hold. */
    private static final int LARGE = 48 * 1024 * 1024;

    @TempDir
    static Path directory;

    @AutoClose
    private static RabbitMqServer rabbit;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer();
        try (Connection connection = rabbit.connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(EXCHANGE, "topic", true);
            channel.queueDeclare(QUEUE, true, false, false, null);
            channel.queueBind(QUEUE, EXCHANGE, "#");
        }
    }

    private static Sink sink(boolean tls, int confirmMillis) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                CdcSettings.SINK.name(),
                "rabbitmq",
                CdcSettings.URI.name(),
                tls ? rabbit.tlsUri() : rabbit.uri(),
                CdcSettings.CREDENTIALS_FILE.name(),
                RabbitMqServer.credentials(directory, "cdc", RabbitMqServer.PASSWORD)
                        .toString(),
                CdcSettings.CONFIRM_TIMEOUT.name(),
                Integer.toString(confirmMillis)));
        if (tls) {
            all.put(CdcSettings.TRUSTSTORE.name(), rabbit.truststore().toString());
        }
        return Sinks.of(CdcSettings.from(all::get));
    }

    private static ChangeEvent event(int number, int bytes) {
        return RandomChanges.put("r" + number, "q", 5, number, "x".repeat(bytes));
    }

    /** In a thread of its own: what never returns has to fail and not to hang. */
    private static CompletableFuture<Void> deliver(Sink sink, List<ChangeEvent> events) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                sink.deliver(events);
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done.orTimeout(60, TimeUnit.SECONDS);
    }

    private static Set<String> drain() throws Exception {
        Set<String> ids = new HashSet<>();
        try (Connection connection = rabbit.connect();
                Channel channel = connection.createChannel()) {
            for (GetResponse next = channel.basicGet(QUEUE, true); next != null; next = channel.basicGet(QUEUE, true)) {
                ids.add(next.getProps().getMessageId());
            }
        }
        return ids;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void chunk_failsInTime_whileTheBrokerReadsNothing_andArrivesAfterwards(boolean tls) throws Exception {
        List<ChangeEvent> chunk = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            chunk.add(event(i, LARGE / 400));
        }
        try (Sink sink = sink(tls, 2_000);
                AutoCloseable end = () -> rabbit.memoryAlarm(false)) {
            sink.deliver(List.of(event(1_000, 10)));
            rabbit.memoryAlarm(true);
            assertThatThrownBy(() -> deliver(sink, chunk).join())
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class)
                    .hasMessageContaining("did not confirm within 2000 ms: it blocks publishers (low on memory)");
            // One message alone: nobody can stop between two.
            assertThatThrownBy(() -> deliver(sink, List.of(event(1_001, LARGE))).join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("did not confirm within 2000 ms");
            rabbit.memoryAlarm(false);
            deliver(sink, chunk).join();
        }
        assertThat(drain()).containsAll(chunk.stream().map(ChangeEvent::id).toList());
    }

    /** As HBase does when a peer is disabled. */
    @Test
    void delivery_ends_whenInterrupted_whileTheBrokerReadsNothing() throws Exception {
        try (Sink sink = sink(false, 600_000);
                AutoCloseable end = () -> rabbit.memoryAlarm(false)) {
            rabbit.memoryAlarm(true);
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    sink.deliver(List.of(event(1_002, LARGE)));
                    ended.complete(null);
                } catch (Throwable e) {
                    ended.complete(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            Await.until(
                    "a write to the socket is under way",
                    () -> Thread.getAllStackTraces().values().stream()
                            .anyMatch(stack -> Arrays.stream(stack)
                                    .anyMatch(at -> at.getMethodName().equals("basicPublish"))));
            thread.interrupt();
            assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }
}
