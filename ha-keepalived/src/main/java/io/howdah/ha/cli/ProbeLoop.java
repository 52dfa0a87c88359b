// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.core.Service;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Round after round until the JVM is asked to end. The track file is revoked at the start (an earlier run's answer
 * proves nothing) and on SIGTERM. After kill -9 it stays: the deadline beside it then ends the eligibility.
 */
final class ProbeLoop {
    private final RoleProbe probe;
    private final Set<Service> services;
    private final HaSettings settings;
    private final Optional<Tracker> tracker;
    private final ProbeReport report;

    ProbeLoop(
            RoleProbe probe,
            Set<Service> services,
            HaSettings settings,
            Optional<Tracker> tracker,
            ProbeReport report) {
        this.probe = probe;
        this.services = services;
        this.settings = settings;
        this.tracker = tracker;
        this.report = report;
    }

    /** Returns only when the thread is interrupted; the last round's exit code. */
    int run() throws Exception {
        if (tracker.isPresent()) {
            tracker.get().revoke();
            Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "howdah-revoke"));
        }
        int exit = 3;
        try {
            while (true) {
                try {
                    exit = ProbeCommand.round(probe, services, tracker, report);
                } catch (IOException e) {
                    // A full disk, a removed directory: ineligible until it works again; said once, not every second.
                    report.trouble(e);
                }
                TimeUnit.MILLISECONDS.sleep(settings.probeInterval().toMillis());
            }
        } catch (InterruptedException e) {
            if (tracker.isPresent()) {
                tracker.get().close();
            }
            return exit;
        }
    }

    private void shutDown() {
        try {
            tracker.get().close();
        } catch (IOException e) {
            report.trouble(e);
        }
    }
}
