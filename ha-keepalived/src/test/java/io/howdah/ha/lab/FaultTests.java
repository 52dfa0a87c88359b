// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.ha.agent.AgentSettings;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** One lab with one observer for all tests of a class; each begins with a healthy lab, and is not to blame for the one before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultTests {
    /** G in seconds, with the agent's defaults. */
    static final double BOUND =
            AgentSettings.from(key -> null).timing().exposure().toMillis() / 1e3;

    HaLab lab;
    Watch watch;
    /** The host of the active when the test began. */
    int active;
    /** The host of the standby when the test began. */
    int other;

    Watch.Mark fault;
    private Promises promises;

    @BeforeAll
    void start() throws Exception {
        lab = new HaLab(getClass().getSimpleName(), LabSpec.howdah());
        prepare();
        lab.start();
        watch = lab.watch();
        promises = new Promises(watch, "vip");
    }

    /** What has to be done before the daemons start. */
    void prepare() throws Exception {}

    @AfterAll
    void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void healthy() throws Exception {
        active = lab.awaitRecovered();
        other = 3 - active;
        watch.awaitWrite("vip");
        fault = watch.mark();
    }

    @AfterEach
    void repair() throws Exception {
        lab.repair();
    }

    /** Repairs, waits until all is well again, and holds P1 to P4 against what was seen since the test began. */
    Promises.Cost hold(String name) throws Exception {
        lab.repair();
        lab.awaitRecovered();
        return promises.hold(name, fault, BOUND);
    }

    /** Plays the .path unit: waits for the agent's request, says what status said then, and reloads keepalived. */
    Shell.Result reload(int host) throws Exception {
        Path request = Path.of(lab.conf().plan(host).instances().get(0).reloadRequest());
        Await.until("the agent of host " + host + " asks for a reload", () -> Files.exists(request));
        Shell.Result status = lab.howdah(host, "status");
        Files.deleteIfExists(request);
        Shell.ok(List.of(
                "kill", "-HUP", Long.toString(lab.daemon(Kind.KEEPALIVED, host).pid())));
        return status;
    }

    Daemon daemon(Kind kind) {
        return lab.daemon(kind, active);
    }

    /** Lets a fault last; the observer looks on. */
    static void last(Duration time) throws Exception {
        long until = System.nanoTime() + time.toNanos();
        Await.until(time.plusMinutes(1), () -> System.nanoTime() > until, () -> "the fault lasted " + time);
    }
}
