// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.Setting;
import io.howdah.ha.SettingReader;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Timing;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The {@code howdah.ha.agent.*} settings, read and validated once. Immutable.
 *
 * @param interval between two questions, to the local daemon and to ZooKeeper
 * @param deadline after which a question counts as not answered
 * @param exposureLimit the longest {@link Timing#exposure} the operator accepts
 * @param nft the program that loads rules into the kernel
 */
public record AgentSettings(Duration interval, Duration deadline, Timing timing, Duration exposureLimit, String nft) {

    public static final Setting INTERVAL = new Setting(
            "howdah.ha.agent.interval",
            "250ms",
            "50ms to 10s",
            "between two questions to the local daemon, and to ZooKeeper for the lock (which also tells of changes)");
    public static final Setting DEADLINE = new Setting(
            "howdah.ha.agent.deadline",
            "750ms",
            "100ms to 60s",
            "after which a question, RPC and web server together, counts as not answered");
    public static final Setting FRESH = new Setting(
            "howdah.ha.agent.fresh",
            "2s",
            "at least 2 x deadline + interval, at most 60s",
            "F: an answer older than this neither opens the gate nor renews a lease");
    public static final Setting LEASE = new Setting(
            "howdah.ha.agent.lease",
            "3s",
            "at least fresh + 500ms, at most 120s",
            "L: the kernel answers for the address at most this long after the proof; renewed every third of it");
    public static final Setting EXPOSURE_LIMIT = new Setting(
            "howdah.ha.agent.exposure-limit",
            "10s",
            "1s to 10m",
            "the agent does not start, and `validate` fails, when G = fresh + lease + 1s is longer");
    public static final Setting KEEPALIVED_SILENCE = new Setting(
            "howdah.ha.agent.keepalived-silence",
            "3s",
            "2s to 60s",
            "keepalived runs its check every second; without one for so long it counts as dead or stopped");
    public static final Setting ZOOKEEPER_GRACE = new Setting(
            "howdah.ha.agent.zookeeper-grace",
            "15s",
            "0s to 10m",
            "how long an address is held while ZooKeeper is silent, if the NameNode says active and a quorum of"
                    + " JournalNodes keeps taking its edits; `0s`: dropped at once");
    public static final Setting NFT =
            new Setting("howdah.ha.agent.nft", "/usr/sbin/nft", "an absolute path", "the nft program");

    /** Every setting, in the order of CONFIGURATION.md. */
    public static final List<Setting> ALL =
            List.of(INTERVAL, DEADLINE, FRESH, LEASE, EXPOSURE_LIMIT, KEEPALIVED_SILENCE, ZOOKEEPER_GRACE, NFT);

    private static final Duration MARGIN = Duration.ofMillis(500);

    /**
     * @param lookup value of a key, or {@code null}
     * @throws InvalidInputException at the first value that is bad or does not fit the others, with the arithmetic
     */
    public static AgentSettings from(UnaryOperator<String> lookup) {
        SettingReader in = new SettingReader(lookup);
        Duration interval = in.duration(INTERVAL, 50, 10_000);
        Duration deadline = in.duration(DEADLINE, 100, 60_000);
        Duration fresh = in.duration(FRESH, 1, 60_000);
        Duration lease = in.duration(LEASE, 1, 120_000);
        // An answer is as old as its question, and the next one may take all of its deadline, too.
        Duration least = deadline.multipliedBy(2).plus(interval);
        atLeast(in, FRESH, fresh, least, "2 x " + DEADLINE.key() + " + " + INTERVAL.key());
        atLeast(in, LEASE, lease, fresh.plus(MARGIN), FRESH.key() + " + 500ms");
        Timing timing = new Timing(
                fresh, lease, in.duration(KEEPALIVED_SILENCE, 2_000, 60_000), in.duration(ZOOKEEPER_GRACE, 0, 600_000));
        Duration limit = in.duration(EXPOSURE_LIMIT, 1_000, 600_000);
        if (timing.exposure().compareTo(limit) > 0) {
            throw InvalidInputException.of(
                    EXPOSURE_LIMIT.key(),
                    in.text(EXPOSURE_LIMIT),
                    "at least " + timing.exposure().toMillis() + "ms (" + FRESH.key() + " " + fresh.toMillis() + "ms + "
                            + LEASE.key() + " " + lease.toMillis() + "ms + " + Timing.CHECK.toMillis() + "ms)");
        }
        String nft = in.text(NFT);
        if (!nft.startsWith("/")) {
            throw SettingReader.invalid(NFT, nft);
        }
        return new AgentSettings(interval, deadline, timing, limit, nft);
    }

    private static void atLeast(SettingReader in, Setting setting, Duration value, Duration least, String sum) {
        if (value.compareTo(least) < 0) {
            throw InvalidInputException.of(
                    setting.key(), in.text(setting), "at least " + least.toMillis() + "ms (" + sum + ")");
        }
    }
}
