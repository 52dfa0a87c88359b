// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * P1 to P4 over what was seen since a fault. P1: never two NameNodes able to commit. P2: the address answers on a host
 * that is not the active for at most G. P3: clients write again. P4: no acknowledged write is lost.
 */
public final class Promises {
    /** What sampling every 20 ms and reading two clocks add to a bound. */
    private static final double SAMPLING_SECONDS = 0.1;

    private final Watch watch;
    private final String writer;

    /** @param writer whose outage counts: {@code vip} where there is an address, else {@code logical} */
    public Promises(Watch watch, String writer) {
        this.watch = watch;
        this.writer = writer;
    }

    /** What one fault cost. */
    public record Cost(
            double outage, OptionalDouble addressAfterActive, double exposure, int stale, long acknowledged) {}

    /** Asserts P1, P3 (writes pass again, whenever) and P4, and measures; P2 is measured only. */
    public Cost measure(String fault, Watch.Mark since) throws Exception {
        watch.awaitWrite(writer);
        long until = Watch.now();
        Watch.Verified verified = watch.verify();
        Observation seen = watch.since(since);
        Cost cost = new Cost(
                seen.outageSeconds(writer, since.time(), until),
                seen.addressAfterActiveSeconds(since.time()),
                seen.longestExposureSeconds(),
                seen.stale().size(),
                verified.acknowledged());
        System.out.printf(
                "%-44s outage %6.2f s, address after active %5s s, on a non-active %5.2f s, stale reads %d, acknowledged %d%n",
                fault,
                cost.outage,
                cost.addressAfterActive.isPresent() ? "%.2f".formatted(cost.addressAfterActive.getAsDouble()) : "-",
                cost.exposure,
                cost.stale,
                cost.acknowledged);
        assertThat(seen.epochViolations()).as("P1 after %s", fault).isEmpty();
        // Who goes past the address has HDFS's own guarantee: a NameNode that was stopped and resumed may acknowledge
        // from
        // memory what its successor does not know (docs/ha.md).
        Map<Boolean, List<String>> missing = verified.missing().stream()
                .collect(Collectors.partitioningBy(path -> path.contains("/" + writer + "/")));
        System.out.printf("acknowledged past the address, and lost by HDFS: %s%n", missing.get(false));
        assertThat(missing.get(true)).as("P4 after %s", fault).isEmpty();
        return cost;
    }

    /** All four. */
    public Cost hold(String fault, Watch.Mark since, double boundSeconds) throws Exception {
        Cost cost = measure(fault, since);
        assertThat(cost.exposure)
                .as("P2 after %s: %s", fault, watch.since(since).exposures())
                .isLessThanOrEqualTo(boundSeconds + SAMPLING_SECONDS);
        return cost;
    }
}
