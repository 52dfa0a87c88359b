// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.JsonEnvelope;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.RabbitMqServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A consumer as an application would write it: reads envelopes, counts duplicates by their id. Survives a broker's restart. */
final class QueueReader implements AutoCloseable {
    private final RabbitMqServer server;
    private final String queue;
    private final List<ChangeEvent> events = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private Connection connection;
    private Channel channel;

    QueueReader(RabbitMqServer server, String exchange, String queue, String type, String key) throws Exception {
        this.server = server;
        this.queue = queue;
        open();
        channel.exchangeDeclare(exchange, "topic", true);
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", type));
        channel.queueBind(queue, exchange, key);
    }

    private void open() throws Exception {
        connection = server.connect();
        channel = connection.createChannel();
    }

    /** Everything that is in the queue now. */
    void drain() throws Exception {
        drain(Integer.MAX_VALUE);
    }

    /** Reads until there are as many different changes, or no more in the queue. */
    private void drain(int distinct) throws Exception {
        if (!channel.isOpen()) {
            open();
        }
        while (ids.size() < distinct) {
            GetResponse next = channel.basicGet(queue, false);
            if (next == null) {
                return;
            }
            ChangeEvent event = JsonEnvelope.read(new String(next.getBody(), StandardCharsets.UTF_8));
            if (!event.id().equals(next.getProps().getMessageId())) {
                throw new AssertionError("message id " + next.getProps().getMessageId() + " of " + event);
            }
            events.add(event);
            ids.add(event.id());
            channel.basicAck(next.getEnvelope().getDeliveryTag(), false);
        }
    }

    /** Reads until there are as many different changes, and what else is in the queue then. */
    void awaitDistinct(int count) throws Exception {
        Await.until(count + " different changes", () -> {
            drain();
            return ids.size() >= count;
        });
    }

    /** As {@link #awaitDistinct}, and reads no more: whoever sends faster than this reads would keep it until the end. */
    void awaitFirst(int count) throws Exception {
        Await.until(count + " different changes", () -> {
            drain(count);
            return ids.size() >= count;
        });
    }

    List<ChangeEvent> events() {
        return events;
    }

    int distinct() {
        return ids.size();
    }

    int duplicates() {
        return events.size() - ids.size();
    }

    @Override
    public void close() throws Exception {
        connection.abort(1_000);
    }
}
