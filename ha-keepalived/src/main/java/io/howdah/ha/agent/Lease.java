// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.TrackFile;
import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The right to answer for one address: an element with a timeout in the kernel's gate, and the file keepalived tracks.
 * The gate is opened first and closed first, so a held address is dark rather than stale. Not thread-safe: one thread
 * arms and revokes.
 *
 * <p>Between the last look at the clock and the kernel's answer this process may be stopped; the gate then opens late, for
 * at most L ({@code Timing}).
 */
final class Lease {
    private static final long SHORTEST_NANOS = 1_000_000;

    private final VrrpInstance instance;
    private final Gate gate;
    private final TrackFile track;
    private boolean armed;
    private boolean unsure = true;
    private long untilNanos;
    private int loadedFor;

    Lease(VrrpInstance instance, Gate gate) {
        this.instance = instance;
        this.gate = gate;
        this.track = new TrackFile(Path.of(instance.trackFile()));
    }

    /**
     * Loads the gate again, closed, when the interface is another than the one it was loaded for: rules that name a device
     * go with it on older kernels, and their sets stay, so that arming would succeed.
     *
     * @param index of the interface now; 0: there is none
     */
    void follow(int index) throws IOException, InterruptedException {
        if (index != 0 && index != loadedFor) {
            reset(index);
        }
    }

    /**
     * Loads the gate, closed, and takes the address from keepalived: what an earlier run left proves nothing.
     *
     * @param index of the interface, read before; 0: there is none
     */
    void reset(int index) throws IOException, InterruptedException {
        track.revoke();
        gate.apply(VipGate.render(instance));
        armed = false;
        unsure = false;
        loadedFor = index;
    }

    /** Whether the kernel answers for the address now, as far as this process knows. */
    boolean armed(long nowNanos) {
        return armed && untilNanos - nowNanos > 0;
    }

    /** Until when; meaningless when not armed. */
    long untilNanos() {
        return untilNanos;
    }

    /**
     * Opens the gate, or renews the lease when {@code renewal} of it or more has passed; tells keepalived, again when it was
     * restarted meanwhile and forgot.
     *
     * @param eligibility a yes
     */
    void arm(Eligibility eligibility, Duration renewal) throws IOException, InterruptedException {
        long until = eligibility.untilNanos();
        if (!armed || unsure || until - untilNanos >= renewal.toNanos()) {
            if (until - System.nanoTime() < SHORTEST_NANOS) {
                revoke();
                return;
            }
            unsure = true;
            armed = true;
            untilNanos = until;
            open(until);
            unsure = false;
        }
        track.arm();
    }

    private void open(long until) throws IOException, InterruptedException {
        try {
            gate.apply(VipGate.arm(instance, left(until)));
        } catch (IOException e) {
            // Somebody may have flushed the kernel's rules, as a reload of nftables.service does.
            gate.apply(VipGate.render(instance) + "\n" + VipGate.arm(instance, left(until)));
        }
    }

    /** At least the shortest lease there is: it may end while the gate is asked a second time. */
    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(SHORTEST_NANOS, until - System.nanoTime()));
    }

    /** Closes the gate; does nothing when it is known to be closed. */
    void revoke() throws IOException, InterruptedException {
        if (!armed && !unsure) {
            return;
        }
        unsure = true;
        IOException failure = null;
        try {
            close();
        } catch (IOException e) {
            failure = e;
        }
        track.revoke();
        if (failure != null) {
            throw failure;
        }
        armed = false;
        unsure = false;
    }

    private void close() throws IOException, InterruptedException {
        try {
            gate.apply(VipGate.revoke(instance));
        } catch (IOException e) {
            gate.apply(VipGate.render(instance));
        }
    }
}
