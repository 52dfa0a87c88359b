// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import io.howdah.nagios.core.Range;
import io.howdah.nagios.testing.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our ranges against those of monitoring-plugins' check_procs, which counts three processes of a name of our own. */
@RequiresServers({"/usr/lib/nagios/plugins/check_procs", "ps"})
class RangeConformanceIT {
    private static final String CHECK_PROCS = "/usr/lib/nagios/plugins/check_procs";
    private static final int COUNT = 3;
    private static final List<Process> PROCESSES = new ArrayList<>();

    private static String name;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        name = "hr" + ProcessHandle.current().pid(); // no other run's processes; comm holds 15 characters
        Path sleep = Files.copy(
                Command.find("sleep").orElseThrow(), directory.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        for (int i = 0; i < COUNT; i++) {
            PROCESSES.add(new ProcessBuilder(sleep.toString(), "600").start());
        }
        Await.value(
                () -> Command.run(CHECK_PROCS, "-C", name, "-w", COUNT + ":" + COUNT, "-c", COUNT + ":" + COUNT),
                seen -> seen.code() == 0);
    }

    @AfterAll
    static void stop() {
        PROCESSES.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3", "2", "3:", "4:", "~:3", "~:2", "3:3", "2:4", "4:9", "0:2", "@3", "@2", "@3:", "@4:", "@~:3",
                "@~:2", "@3:3", "@4:9", "~:", "@~:", ":3", ":2", "2.5:3.5", "3.5:", "-5:-1", "-1:3", "0", "0:0", "1e0:",
                "+3"
            })
    void range_alerts_likeCheckProcs(String range) {
        assertSame(range);
    }

    @Test
    void range_alerts_likeCheckProcs_forRandomRanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            double a = (random.nextInt(25) - 8) / 2.0;
            double b = (random.nextInt(25) - 8) / 2.0;
            Range range = new Range(
                    random.nextInt(4) == 0 ? Double.NEGATIVE_INFINITY : Math.min(a, b),
                    random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : Math.max(a, b),
                    random.nextBoolean());
            try {
                assertSame(range.toString());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
    }

    @Test
    void rangeUpsideDown_isRefused_byBoth() {
        assertThat(Command.run(CHECK_PROCS, "-C", name, "-w", "5:1").output()).contains("Range format incorrect");
        assertThatThrownBy(() -> Range.parse("5:1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertSame(String range) {
        Command theirs = Command.run(CHECK_PROCS, "-C", name, "-w", range);
        assertThat(theirs.code()).as(theirs.output()).isBetween(0, 1);
        assertThat(Range.parse(range).alerts(COUNT))
                .as("%s; check_procs: %s", range, theirs.output())
                .isEqualTo(theirs.code() == 1);
    }
}
