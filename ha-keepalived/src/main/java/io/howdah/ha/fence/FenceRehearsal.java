// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.PowerState;
import io.howdah.ha.fence.core.Sighting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What a fencing of a host would do: reads the file as {@link PowerFence} does and asks every method; switches nothing. */
public final class FenceRehearsal {
    private FenceRehearsal() {}

    /** What one method sees. */
    public record Method(String name, PowerState state, String reason) {}

    /**
     * @param refusal why the host would never be fenced from here
     * @param acknowledgement the file that a person would make
     */
    public record Report(
            String host,
            Duration deadline,
            int reads,
            Duration interval,
            Optional<String> refusal,
            List<Method> methods,
            Optional<Path> acknowledgement) {

        /**
         * {@return whether every method sees the host on} A rehearsal is of a host that runs: a method that says off would
         * take a failover's first look for the proof, and have switched nothing off.
         */
        public boolean allSeeItOn() {
            return methods.stream().allMatch(method -> method.state() == PowerState.ON);
        }
    }

    /** @throws InvalidInputException when the file is not to be used, or does not know the host */
    public static Report of(Path file, String name) throws InterruptedException {
        FenceConfig config = FenceFile.read(file);
        FenceConfig.Host host = config.host(name)
                .orElseThrow(() -> InvalidInputException.of(
                        "--host",
                        name,
                        "one of "
                                + String.join(", ", new TreeSet<>(config.hosts().keySet()))));
        List<PowerSwitch> switches = Fencing.switches(config, host, PowerFence::libvirt);
        List<Method> methods = new ArrayList<>();
        for (int i = 0; i < switches.size(); i++) {
            long share = config.deadline().toNanos() / switches.size();
            Sighting sighting = switches.get(i).look(System.nanoTime() + share);
            methods.add(new Method(host.methods().get(i).name(), sighting.state(), sighting.reason()));
        }
        return new Report(
                host.name(),
                config.deadline(),
                config.reads(),
                config.interval(),
                ThisHost.reason(host, Optional.empty()),
                methods,
                config.acknowledgements().map(directory -> Path.of(directory).resolve(host.name())));
    }
}
