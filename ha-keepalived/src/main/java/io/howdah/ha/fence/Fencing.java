// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.Episodes;
import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.FencingRun;
import io.howdah.ha.fence.core.Sighting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Carries out what {@link FencingRun} decides, for one host. */
final class Fencing {
    private final FenceConfig config;
    private final FenceConfig.Host host;
    private final List<PowerSwitch> switches;
    private final AuditLog audit;
    private final Episodes.Episode episode;

    Fencing(FenceConfig config, FenceConfig.Host host, List<PowerSwitch> switches, AuditLog audit, Episodes.Episode e) {
        this.config = config;
        this.host = host;
        this.switches = List.copyOf(switches);
        this.audit = audit;
        this.episode = e;
    }

    /**
     * The host's methods, ready to use.
     *
     * @param libvirt asked only when the host is a virtual machine
     */
    static List<PowerSwitch> switches(FenceConfig config, FenceConfig.Host host, Supplier<Hypervisors> libvirt) {
        List<PowerSwitch> switches = new ArrayList<>();
        for (FenceConfig.Method method : host.methods()) {
            Optional<String> poweredOff =
                    method instanceof FenceConfig.Agent agent ? agent.hypervisor() : Optional.empty();
            Optional<PowerSwitch> domain =
                    host.vm().map(vm -> new LibvirtSwitch(libvirt.get(), config.hypervisors(), vm, poweredOff));
            switches.add(
                    method instanceof FenceConfig.Agent agent ? new AgentSwitch(agent, domain) : domain.orElseThrow());
        }
        return switches;
    }

    /** @param end the deadline, by {@link System#nanoTime} */
    boolean run(long end) throws InterruptedException {
        Optional<AcknowledgementFile> file =
                config.acknowledgements().map(directory -> new AcknowledgementFile(Path.of(directory), host.name()));
        boolean mayAcknowledge = true;
        if (episode.fresh() && file.isPresent()) {
            AcknowledgementFile.Answer old = file.get().forgetOld();
            mayAcknowledge = old.yes();
            audit.write("forget-acknowledgement", "manual", old.reason());
        }
        FencingRun run = new FencingRun(
                host.methods().stream().map(FenceConfig.Method::name).toList(), config.reads(), config.interval(), end);
        FencingRun.Step step = run.begin(System.nanoTime());
        while (true) {
            if (step instanceof FencingRun.SwitchOff off) {
                String said = switches.get(off.method()).off(off.until());
                audit.write("off", name(off.method()), said);
                step = run.switchedOff(System.nanoTime());
            } else if (step instanceof FencingRun.Look look) {
                TimeUnit.NANOSECONDS.sleep(Math.min(look.from(), look.until()) - System.nanoTime());
                Sighting sighting = switches.get(look.method()).look(look.until());
                audit.write("look", name(look.method()), sighting.state() + ": " + sighting.reason());
                step = run.looked(sighting, System.nanoTime());
            } else if (step instanceof FencingRun.Done done) {
                audit.write(done.fenced() ? "fenced" : "not-fenced", "", done.reason());
                return done.fenced();
            } else {
                AcknowledgementFile.Answer answer = file.isEmpty() || !mayAcknowledge
                        ? new AcknowledgementFile.Answer(false, "no acknowledgement is accepted")
                        : file.get().take(episode);
                audit.write("acknowledgement", "manual", answer.reason());
                step = run.acknowledged(answer.yes(), answer.reason());
            }
        }
    }

    private String name(int method) {
        return host.methods().get(method).name();
    }
}
