// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.JsonEnvelope;
import io.howdah.hbase.cdc.core.RoutingKey;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Persistent messages to a durable topic exchange, each confirmed by the broker (publisher confirms) before
 * {@link #deliver} returns. Queues are the operator's: quorum or classic, durable.
 *
 * <p>A broker confirms a message that no queue is bound for, and drops it. So messages are published as mandatory: the broker
 * sends such a message back before it confirms it, and then the chunk is not delivered.
 */
final class RabbitMqSink implements Sink {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int HEARTBEAT_SECONDS = 20;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final CdcSettings settings;
    private final AtomicReference<String> returned = new AtomicReference<>();
    private Connection connection;
    private Channel channel;

    RabbitMqSink(CdcSettings settings) {
        this.settings = settings;
    }

    @Override
    public void deliver(List<ChangeEvent> events) throws IOException, InterruptedException, Undeliverable {
        for (ChangeEvent event : events) {
            if (RoutingKey.of(event).isEmpty()) {
                if (events.size() == 1) {
                    throw new Undeliverable("the routing key of table and family is longer than 255 bytes", null);
                }
                throw new Undeliverable("a routing key in the chunk is longer than 255 bytes", null);
            }
        }
        boolean delivered = false;
        try {
            open();
            returned.set(null);
            for (ChangeEvent event : events) {
                publish(event);
            }
            if (!channel.waitForConfirms(settings.confirmTimeoutMillis())) {
                throw new IOException(target() + " refused messages (nack)");
            }
            String unroutable = returned.get();
            if (unroutable != null) {
                throw new IOException(target() + ": no queue is bound to exchange " + settings.exchange()
                        + " for routing key " + unroutable);
            }
            delivered = true;
        } catch (AlreadyClosedException e) {
            throw refused(e);
        } catch (ShutdownSignalException e) {
            throw refused(e);
        } catch (TimeoutException e) {
            throw new IOException(target() + " did not confirm within " + settings.confirmTimeoutMillis() + " ms", e);
        } finally {
            if (!delivered) {
                close();
            }
        }
    }

    private void publish(ChangeEvent event) throws IOException {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .contentType(settings.format().contentType())
                .contentEncoding(settings.format().contentEncoding())
                .messageId(event.id())
                .type("howdah.cdc." + JsonEnvelope.SCHEMA)
                .timestamp(new Date(event.writtenAt()))
                .build();
        channel.basicPublish(
                settings.exchange(),
                RoutingKey.of(event).orElseThrow(),
                settings.blockUnroutable(),
                properties,
                settings.format().write(event));
    }

    private void open() throws IOException {
        if (channel != null && channel.isOpen()) {
            return;
        }
        close();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_TIMEOUT_MILLIS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setThreadFactory(daemons());
        try {
            factory.setUri(settings.uri());
            Credentials credentials = Credentials.read(Path.of(settings.credentialsFile()));
            factory.setUsername(credentials.user());
            factory.setPassword(credentials.password());
            if (factory.isSSL()) {
                factory.useSslProtocol(Tls.context(settings.truststore(), credentials));
                factory.enableHostnameVerification();
            }
            connection = factory.newConnection("howdah-cdc");
            channel = connection.createChannel();
            channel.exchangeDeclare(settings.exchange(), "topic", true);
            channel.confirmSelect();
            channel.addReturnListener(message -> returned.set(message.getRoutingKey()));
        } catch (IOException e) {
            throw new IOException(target() + ": " + reason(e), e);
        } catch (Exception e) {
            throw new IOException(target() + ": cannot connect: " + reason(e), e);
        }
    }

    /** A channel that the broker closed because of one message will be closed again. */
    private IOException refused(ShutdownSignalException e) throws Undeliverable {
        if (e.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED
                && close.getReplyText().contains("message size")) {
            throw new Undeliverable(target() + ": " + close.getReplyText(), e);
        }
        return new IOException(target() + ": " + reason(e), e);
    }

    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                if (signal.getReason() instanceof AMQP.Channel.Close close) {
                    return close.getReplyCode() + " " + close.getReplyText();
                }
                if (signal.getReason() instanceof AMQP.Connection.Close close) {
                    return close.getReplyCode() + " " + close.getReplyText();
                }
            }
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "howdah-cdc-rabbitmq-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public String target() {
        return settings.uri();
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        channel = null;
        if (open != null) {
            open.abort(2_000);
        }
    }
}
