// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbeRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void outcomes_areInTheOrderOfTheProbes_whoeverAnswersFirst() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        List<ProbeOutcome> outcomes = run(
                2,
                new Probe("s", "slow", LONG, () -> {
                    assertThat(second.await(1, TimeUnit.MINUTES)).isTrue();
                    return facts("slow");
                }),
                new Probe("s", "fast", LONG, () -> {
                    second.countDown();
                    return facts("fast");
                }));
        assertThat(outcomes).extracting(ProbeOutcome::unit).containsExactly("slow", "fast");
        assertThat(outcomes).allMatch(ProbeOutcome::answered);
        assertThat(outcomes.get(0).machines().get(0).identity().name()).isEqualTo("slow");
    }

    @Test
    void stuckProbe_costsItsOwnAnswerOnly_andIsNotAskedAgainWhileItHangs() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Probe stuck = new Probe("s", "stuck", Duration.ofSeconds(1), () -> {
            asked.incrementAndGet();
            boolean waiting = true;
            while (waiting) { // as native code: deaf to interrupts
                try {
                    waiting = !release.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    waiting = true;
                }
            }
            return List.of();
        });
        List<Probe> probes = new ArrayList<>(List.of(stuck));
        for (int i = 0; i < 5; i++) {
            int number = i;
            probes.add(new Probe("s", "good" + i, LONG, () -> facts("good" + number)));
        }
        List<ProbeOutcome> outcomes =
                run(1, probes.toArray(Probe[]::new)); // one at a time: the stuck one is left behind
        assertThat(outcomes.get(0).problem()).isEqualTo("stuck: no answer within 1 s");
        assertThat(outcomes.subList(1, 6)).allMatch(ProbeOutcome::answered);
        assertThat(run(1, stuck).get(0).problem()).isEqualTo("stuck: an earlier attempt has still not come back");
        assertThat(asked).hasValue(1);
        release.countDown();
    }

    @Test
    void probes_runAtTheSameTime() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        Probe[] probes = new Probe[4];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = new Probe("s", "u" + i, LONG, () -> {
                try {
                    all.await(1, TimeUnit.MINUTES);
                } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
                    throw new IOException(e);
                }
                return List.of();
            });
        }
        assertThat(run(4, probes)).allMatch(ProbeOutcome::answered);
    }

    @Test
    void failures_areOutcomes_butAnOperatorsWrongFileStopsTheRun() throws Exception {
        assertThat(run(
                        2,
                        new Probe("s", "io", LONG, () -> {
                            throw new IOException("refused");
                        }),
                        new Probe("s", "bug", LONG, () -> {
                            throw new IllegalStateException("odd");
                        })))
                .extracting(ProbeOutcome::problem)
                .containsExactly("refused", "bug: java.lang.IllegalStateException: odd");
        assertThatThrownBy(() -> run(2, new Probe("s", "file", LONG, () -> {
                    throw new InventoryException("file", 3, "bad", "good");
                })))
                .isInstanceOf(InventoryException.class)
                .hasMessage("file:3: bad; allowed: good");
    }

    private static List<ProbeOutcome> run(int parallel, Probe... probes) throws Exception {
        return ProbeRunner.run(List.of(probes), parallel, 10, (done, of) -> {});
    }

    private static List<MachineFact> facts(String name) {
        return List.of(new MachineFact(Identity.named(name), Map.of(), Liveness.RUNNING, ""));
    }
}
