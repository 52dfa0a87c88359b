// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether keepalived would take the address if it were told to. It may run its checks and yet be deaf: when its interface
 * was deleted, or its own address was missing when it started, it has no VRRP socket and never opens one again; and when
 * the run directory was replaced, it tracks a file nobody writes. A reload (SIGHUP) mends each of them. Not thread-safe.
 */
public final class KeepalivedHealth {
    /** keepalived opens its sockets within milliseconds of a start or a reload. */
    static final Duration DEAF = Duration.ofSeconds(3);
    /** VRRP takes less than a second; the check must have succeeded before, and it runs once a second. */
    static final Duration OBEDIENCE = Duration.ofSeconds(10);
    /** Between two reloads. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String local;
    private OptionalLong silentSince = OptionalLong.empty();
    private OptionalLong deafSince = OptionalLong.empty();
    private OptionalLong mendableSince = OptionalLong.empty();
    private OptionalLong disobeyingSince = OptionalLong.empty();
    private OptionalLong reloaded = OptionalLong.empty();

    /** @param local the address keepalived speaks from */
    public KeepalivedHealth(String local) {
        this.local = local;
    }

    /**
     * What is seen of keepalived at one moment.
     *
     * @param runs it ran its check not long ago
     * @param socket it has a VRRP socket, or nobody can tell
     * @param addressed this node has the address keepalived speaks from
     * @param armed keepalived was told to take the address, else to give it up
     * @param held it has taken it
     */
    public record Sight(boolean runs, boolean socket, boolean addressed, boolean armed, boolean held) {}

    /**
     * @param trouble why keepalived would not take the address, one line; empty: it would, or it is too early to tell
     * @param reload whether keepalived should be reloaded now
     */
    public record Verdict(Optional<String> trouble, boolean reload) {}

    /** @param nowNanos of one monotonic clock */
    public Verdict observe(Sight sight, long nowNanos) {
        silentSince = since(!sight.runs, silentSince, nowNanos);
        deafSince = since(sight.runs && !sight.socket, deafSince, nowNanos);
        mendableSince = since(sight.runs && !sight.socket && sight.addressed, mendableSince, nowNanos);
        disobeyingSince = since(sight.runs && sight.socket && sight.armed != sight.held, disobeyingSince, nowNanos);
        boolean due = lasted(mendableSince, DEAF, nowNanos) || lasted(disobeyingSince, OBEDIENCE, nowNanos);
        boolean reload = due && (reloaded.isEmpty() || lasted(reloaded, PATIENCE, nowNanos));
        if (reload) {
            reloaded = OptionalLong.of(nowNanos);
        }
        return new Verdict(trouble(sight, nowNanos), reload);
    }

    private Optional<String> trouble(Sight sight, long nowNanos) {
        if (lasted(silentSince, OBEDIENCE, nowNanos)) {
            return Optional.of("keepalived does not run its check");
        }
        if (lasted(deafSince, DEAF, nowNanos)) {
            return Optional.of("keepalived has no VRRP socket at " + local
                    + (sight.addressed ? "; a reload mends it" : ", an address this node does not have"));
        }
        if (lasted(disobeyingSince, OBEDIENCE, nowNanos)) {
            return Optional.of("keepalived was told to " + (sight.armed ? "take the address" : "give the address up")
                    + " and does not; a reload may mend it");
        }
        return Optional.empty();
    }

    private static OptionalLong since(boolean now, OptionalLong before, long nowNanos) {
        return !now ? OptionalLong.empty() : before.isPresent() ? before : OptionalLong.of(nowNanos);
    }

    private static boolean lasted(OptionalLong since, Duration limit, long nowNanos) {
        return since.isPresent() && nowNanos - since.getAsLong() >= limit.toNanos();
    }
}
