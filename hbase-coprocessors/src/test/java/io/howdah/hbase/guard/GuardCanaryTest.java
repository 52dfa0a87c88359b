// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.coprocessor.RegionServerCoprocessorEnvironment;
import org.apache.hadoop.hbase.regionserver.OnlineRegions;
import org.junit.jupiter.api.Test;

class GuardCanaryTest {
    /** An answer to every method. */
    private interface Answer {
        Object give();
    }

    private static <T> T answering(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.give()));
    }

    /** What a timer's task throws ends the timer without a word. */
    @Test
    void canary_looksAgain_afterAnError() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        OnlineRegions regions = answering(OnlineRegions.class, () -> {
            if (looks.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("of a jar that was replaced");
            }
            return List.of();
        });
        RegionServerCoprocessorEnvironment server = answering(RegionServerCoprocessorEnvironment.class, () -> regions);
        GuardCanary canary = new GuardCanary();
        canary.start(server);
        try {
            canary.look();
            canary.look();
            assertThat(looks).hasValueGreaterThanOrEqualTo(2);
        } finally {
            canary.stop(server);
        }
    }
}
