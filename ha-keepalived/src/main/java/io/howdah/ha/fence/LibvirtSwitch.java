// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.DomainSightings;
import io.howdah.ha.fence.core.DomainState;
import io.howdah.ha.fence.core.Sighting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A virtual machine, through all hypervisors it may be on, asked at once: a dead one holds nobody up. A call that is still
 * under way at its deadline is left behind on a daemon thread, and told not to cut the power any more.
 */
final class LibvirtSwitch implements PowerSwitch {
    private final Hypervisors hypervisors;
    private final List<String> uris;
    private final UUID domain;
    private final Optional<String> poweredOff;

    /** @param poweredOff the hypervisor whose silence is expected, as it is switched off by somebody else */
    LibvirtSwitch(Hypervisors hypervisors, List<String> uris, UUID domain, Optional<String> poweredOff) {
        this.hypervisors = hypervisors;
        this.uris = List.copyOf(uris);
        this.domain = domain;
        this.poweredOff = poweredOff;
    }

    private interface Question {
        DomainState ask(String uri) throws Hypervisors.HypervisorException;
    }

    @Override
    public String off(long until) throws InterruptedException {
        AtomicBoolean wanted = new AtomicBoolean(true);
        List<String> reasons = new ArrayList<>();
        try {
            Map<String, DomainState> before = ask(until, reasons, uri -> hypervisors.destroy(uri, domain, wanted::get));
            return "was " + describe(before, reasons);
        } finally {
            wanted.set(false);
        }
    }

    @Override
    public Sighting look(long until) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        Map<String, DomainState> states = ask(until, reasons, uri -> hypervisors.state(uri, domain));
        return new Sighting(DomainSightings.combine(states, poweredOff).state(), describe(states, reasons));
    }

    private String describe(Map<String, DomainState> states, List<String> reasons) {
        String text = DomainSightings.combine(states, poweredOff).reason();
        return reasons.isEmpty() ? text : text + " (" + String.join("; ", reasons) + ")";
    }

    private Map<String, DomainState> ask(long until, List<String> reasons, Question question)
            throws InterruptedException {
        Map<String, CompletableFuture<DomainState>> answers = new LinkedHashMap<>();
        for (String uri : uris) {
            CompletableFuture<DomainState> answer = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            answer.complete(question.ask(uri));
                        } catch (Hypervisors.HypervisorException | RuntimeException | LinkageError e) {
                            answer.completeExceptionally(e);
                        }
                    },
                    "fence-libvirt");
            thread.setDaemon(true);
            thread.start();
            answers.put(uri, answer);
        }
        Map<String, DomainState> states = new LinkedHashMap<>();
        for (Map.Entry<String, CompletableFuture<DomainState>> entry : answers.entrySet()) {
            DomainState state = DomainState.SILENT;
            try {
                long left = Math.max(0, until - System.nanoTime());
                state = entry.getValue().get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                reasons.add(entry.getKey() + ": no answer in time");
            } catch (ExecutionException e) {
                reasons.add(String.valueOf(e.getCause().getMessage()));
            }
            states.put(entry.getKey(), state);
        }
        return states;
    }
}
