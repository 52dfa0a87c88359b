// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cdc.core.Backoff;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.Parked;
import io.howdah.hbase.cdc.core.Sink;
import io.howdah.hbase.cdc.sink.Sinks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.hadoop.hbase.replication.BaseReplicationEndpoint;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change data capture: a replication peer of HBase whose other end is no HBase. At least once: the position in the
 * write-ahead log advances after the sink has confirmed all changes before it, or they are in the dead letters.
 *
 * <p>HBase keeps the position, reads the log again after a crash, and hands a dead region server's log to another one; it
 * calls {@link #replicate} from one thread for each group of logs.
 *
 * <p>A setting that is not allowed, a sink that is down and dead letters that are full all have one effect: this peer waits,
 * its gauge {@code SinkDown} is 1 and the log says why. They do not stop the region server.
 */
public final class CdcEndpoint extends BaseReplicationEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CdcEndpoint.class);

    private final Function<CdcSettings, Sink> sinks;
    private final LongSupplier nanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ReentrantLock one = new ReentrantLock();
    private CdcMetrics metrics;
    private Pipeline pipeline;
    private CdcDirectory directory;
    private Incarnations incarnations;
    private boolean wasDown;
    private volatile boolean renew;

    /** What a batch goes through; made when the first batch comes, since a bad setting must not end the region server. */
    private record Pipeline(
            CdcSettings settings, EventExtractor extractor, Sink sink, DeadLetters deadLetters, Backoff backoff) {}

    /** HBase makes endpoints by their class name. */
    public CdcEndpoint() {
        this(Sinks::of, System::nanoTime);
    }

    /** @param nanos of a clock that only goes forward */
    CdcEndpoint(Function<CdcSettings, Sink> sinks, LongSupplier nanos) {
        this.sinks = sinks;
        this.nanos = nanos;
    }

    @Override
    public void init(Context context) throws IOException {
        super.init(context);
        metrics = CdcMetrics.of(CdcPeers.realPeer(context.getPeerId()));
    }

    /** Names the target: the same address is the same target. */
    @Override
    public UUID getPeerUUID() {
        String target = ctx.getPeerConfig().getConfiguration().getOrDefault(CdcSettings.URI.name(), ctx.getPeerId());
        return UUID.nameUUIDFromBytes(("howdah-cdc " + target).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean replicate(ReplicateContext batch) {
        try {
            one.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return replicateAlone(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (!isRunning()) {
                metrics.goesOn(this);
            }
            one.unlock();
        }
    }

    private boolean replicateAlone(ReplicateContext batch) throws InterruptedException {
        Backoff backoff = new Backoff(500, 30_000, new Random());
        List<ChangeEvent> events = null;
        List<Parked> parked = new ArrayList<>();
        int sent = 0;
        while (isRunning()) {
            look();
            try {
                Pipeline through = pipeline();
                backoff = through.backoff();
                if (events == null) {
                    events = through.extractor().events(batch.getEntries());
                }
                while (sent < events.size()) {
                    List<ChangeEvent> chunk = through.settings().delivery().chunk(events, sent);
                    long from = System.nanoTime();
                    parked.addAll(through.settings().delivery().deliver(through.sink(), chunk));
                    sent += chunk.size();
                    metrics.delivered(chunk, System.nanoTime() - from);
                    up(backoff);
                }
                if (!parked.isEmpty()) {
                    through.deadLetters().add(parked);
                    metrics.parked(parked.size());
                    LOG.warn(
                            "peer {}: {} dead letters; the first: {}",
                            ctx.getPeerId(),
                            parked.size(),
                            parked.get(0).reason());
                }
                up(backoff);
                metrics.goesOn(this);
                return true;
            } catch (VirtualMachineError e) {
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                // An Error too: HBase aborts the server for one, and so the next that takes over the log. A driver that
                // lacks a
                // class is no reason for that.
                down(backoff, e);
            }
        }
        return false;
    }

    /** A changed setting is taken with the next batch, or after a failure. */
    @Override
    public void peerConfigUpdated(ReplicationPeerConfig changed) {
        renew = true;
    }

    private Pipeline pipeline() throws IOException {
        if (renew && pipeline != null) {
            pipeline.sink().close();
            pipeline = null;
        }
        if (pipeline == null) {
            renew = false;
            Map<String, String> own = ctx.getPeerConfig().getConfiguration();
            CdcSettings settings = CdcSettings.from(
                    key -> own.getOrDefault(key, ctx.getLocalConfiguration().get(key)));
            Incarnations known = incarnations();
            pipeline = new Pipeline(
                    settings,
                    new EventExtractor(known, new TimeToLive(ctx.getTableDescriptors()), metrics),
                    sinks.apply(settings),
                    new DeadLetters(directory, settings.deadLettersMaxBytes(), settings.deadLettersMaxFiles()),
                    new Backoff(settings.retryPauseMillis(), settings.retryPauseMaxMillis(), new Random()));
        }
        return pipeline;
    }

    /** Also while nothing is delivered and while a setting is not allowed: what is not seen in time cannot be known later. */
    private void look() {
        try {
            incarnations().look(table -> ctx.getPeerConfig().needToReplicate(table));
        } catch (IOException | RuntimeException e) {
            LOG.warn("peer {}: cannot look which tables there are: {}", ctx.getPeerId(), e.toString());
        }
    }

    private Incarnations incarnations() throws IOException {
        CdcDirectory now = CdcDirectory.of(
                ctx.getLocalConfiguration(),
                ctx.getPeerConfig().getConfiguration(),
                CdcPeers.realPeer(ctx.getPeerId()));
        if (!now.equals(directory)) {
            directory = now;
            incarnations = new Incarnations(now, System::currentTimeMillis, nanos);
        }
        return incarnations;
    }

    private void up(Backoff backoff) {
        backoff.reset();
        metrics.sinkUp(this);
        if (wasDown) {
            wasDown = false;
            LOG.info(
                    "peer {}: {} takes changes again",
                    ctx.getPeerId(),
                    pipeline.sink().target());
        }
    }

    private void down(Backoff backoff, Throwable e) throws InterruptedException {
        wasDown = true;
        metrics.retried();
        metrics.waits(this, e instanceof DeadLetters.FullException);
        long pause = backoff.next();
        // Each doubling is said, not each failure.
        if (Integer.bitCount(backoff.failures()) == 1) {
            LOG.warn(
                    "peer {}: nothing is delivered and the write-ahead log is kept; failure {}: {}",
                    ctx.getPeerId(),
                    backoff.failures(),
                    e.getMessage() == null || e instanceof Error ? e.toString() : e.getMessage());
            LOG.debug("peer {}", ctx.getPeerId(), e);
        }
        stopped.await(pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public void start() {
        startAsync();
    }

    @Override
    public void stop() {
        stopAsync();
    }

    @Override
    protected void doStart() {
        one.lock();
        try {
            look();
        } finally {
            one.unlock();
        }
        notifyStarted();
    }

    @Override
    protected void doStop() {
        stopped.countDown();
        metrics.goesOn(this);
        // A batch in flight ends by its own time-outs or by the interrupt that HBase sends to its thread.
        if (one.tryLock()) {
            try {
                if (pipeline != null) {
                    pipeline.sink().close();
                }
            } finally {
                one.unlock();
            }
        } else {
            closeLater();
        }
        notifyStopped();
    }

    private void closeLater() {
        Thread closer = new Thread(
                () -> {
                    one.lock();
                    try {
                        if (pipeline != null) {
                            pipeline.sink().close();
                        }
                    } finally {
                        one.unlock();
                    }
                },
                "howdah-cdc-close-" + ctx.getPeerId());
        closer.setDaemon(true);
        closer.start();
    }
}
