// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.RoutingKey;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Persistent messages to a durable topic exchange, each confirmed by the broker (publisher confirms) before
 * {@link #deliver} returns. Queues are the operator's: quorum or classic, durable.
 *
 * <p>A broker confirms a message that no queue is bound for, and drops it. So messages are published as mandatory: the broker
 * sends such a message back before it confirms it, and then the chunk is not delivered.
 */
final class RabbitMqSink implements Sink {
    private final CdcSettings settings;
    private RabbitMqConnection connection;

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
            connection.publish(events);
            if (!connection.awaitConfirms()) {
                throw new IOException(target() + " refused messages (nack)");
            }
            String unroutable = connection.returned();
            if (unroutable != null) {
                throw new IOException(target() + ": no queue is bound to exchange " + settings.exchange()
                        + " for routing key " + unroutable);
            }
            delivered = true;
        } catch (ShutdownSignalException e) {
            throw refused(e);
        } catch (TimeoutException e) {
            String why = connection.blocked();
            sever();
            throw new IOException(
                    target() + " did not confirm within " + settings.confirmTimeoutMillis() + " ms" + why, e);
        } catch (InterruptedException e) {
            sever();
            throw e;
        } finally {
            if (!delivered) {
                close();
            }
        }
    }

    private void open() throws IOException {
        if (connection != null && connection.isOpen()) {
            return;
        }
        close();
        connection = new RabbitMqConnection(settings);
        try {
            connection.open();
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

    @Override
    public String target() {
        return settings.uri();
    }

    private void sever() {
        RabbitMqConnection open = connection;
        connection = null;
        if (open != null) {
            open.sever();
        }
    }

    @Override
    public void close() {
        RabbitMqConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
