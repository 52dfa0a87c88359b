// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.JsonEnvelope;
import io.howdah.hbase.cdc.core.RoutingKey;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection with one channel, which confirms. For one thread at a time.
 *
 * <p><b>Why a thread of its own publishes.</b> A broker with a memory or disk alarm reads nothing from connections that publish. A
 * write to a socket takes no time-out and no interrupt: the caller waits for the thread instead, and ends it by closing the
 * socket. Once the broker says that it blocks, nothing more is written: what fills the buffers of a broker that is short of
 * memory is of no help to it.
 */
final class RabbitMqConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int HEARTBEAT_SECONDS = 20;
    private static final int CLOSE_TIMEOUT_MILLIS = 2_000;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final CdcSettings settings;
    private final AtomicReference<String> returned = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition unblocked = lock.newCondition();
    private volatile String blocked;
    private volatile long progress;
    private volatile Socket socket;
    private ExecutorService publisher;
    private Connection connection;
    private Channel channel;

    /** Not connected yet. */
    RabbitMqConnection(CdcSettings settings) {
        this.settings = settings;
    }

    void open() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout((int) settings.confirmTimeoutMillis());
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setThreadFactory(daemons());
        factory.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(opened -> socket = opened));
        factory.setUri(settings.uri());
        Credentials credentials = Credentials.read(Path.of(settings.credentialsFile()));
        factory.setUsername(credentials.user());
        factory.setPassword(credentials.password());
        if (factory.isSSL()) {
            factory.useSslProtocol(Tls.context(settings.truststore(), credentials));
            factory.enableHostnameVerification();
        }
        connection = factory.newConnection("howdah-cdc");
        connection.addBlockedListener(this::blocked, () -> blocked(null));
        channel = connection.createChannel();
        channel.exchangeDeclare(settings.exchange(), "topic", true);
        channel.confirmSelect();
        channel.addReturnListener(message -> returned.set(message.getRoutingKey()));
        publisher = Executors.newSingleThreadExecutor(daemons());
    }

    boolean isOpen() {
        return channel != null && channel.isOpen();
    }

    private void blocked(String reason) {
        lock.lock();
        try {
            blocked = reason;
            unblocked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why the broker takes nothing, for a message; empty if it does not say so. */
    String blocked() {
        String reason = blocked;
        return reason == null ? "" : ": it blocks publishers (" + reason + ")";
    }

    /** The routing key of a message that no queue took since the last {@link #publish}; null if there is none. */
    String returned() {
        return returned.get();
    }

    /**
     * Hands all of them to the broker.
     *
     * @throws TimeoutException if it took none for as long as it may take to confirm
     */
    void publish(List<ChangeEvent> events) throws IOException, InterruptedException, TimeoutException {
        returned.set(null);
        progress = System.nanoTime();
        Future<?> publishing = publisher.submit(() -> {
            for (ChangeEvent event : events) {
                awaitUnblocked();
                publish(event);
                progress = System.nanoTime();
            }
            return null;
        });
        long allowed = TimeUnit.MILLISECONDS.toNanos(settings.confirmTimeoutMillis());
        try {
            for (long left = allowed; left > 0; left = progress + allowed - System.nanoTime()) {
                try {
                    publishing.get(left, TimeUnit.NANOSECONDS);
                    return;
                } catch (TimeoutException e) {
                    // There may have been progress.
                }
            }
            throw new TimeoutException("no message was taken");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }

    private void awaitUnblocked() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (blocked != null) {
                unblocked.await();
            }
        } finally {
            lock.unlock();
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

    /** {@return whether all was accepted; false if the broker refused any (nack)} */
    boolean awaitConfirms() throws InterruptedException, TimeoutException {
        return channel.waitForConfirms(settings.confirmTimeoutMillis());
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "howdah-cdc-rabbitmq-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Ends it without a word to the broker, which may read none. */
    void sever() {
        Socket open = socket;
        if (open != null) {
            try {
                // Without it, closing TLS waits for the write that hangs.
                open.setSoLinger(true, 0);
                open.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
        close();
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.shutdownNow();
        }
        if (connection != null) {
            connection.abort(CLOSE_TIMEOUT_MILLIS);
        }
    }
}
