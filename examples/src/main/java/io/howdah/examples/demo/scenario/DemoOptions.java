// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the user asked for.
 *
 * @param home the source tree or the unpacked tarball
 * @param input the CSV file with the rows
 * @param report where the page goes
 * @param keep leave the cluster running at the end
 * @param without plugins that are left out (to see the demo fail)
 * @param keepGoing do the other steps after one has failed
 */
public record DemoOptions(Path home, Path input, Path report, boolean keep, Set<Plugin> without, boolean keepGoing) {

    public DemoOptions {
        without = Set.copyOf(without);
    }

    public boolean has(Plugin plugin) {
        return !without.contains(plugin);
    }

    /** Where the cluster lives: rewritten by every run. */
    public Path work() {
        return Optional.ofNullable(report.toAbsolutePath().getParent())
                .orElseThrow()
                .resolve("cluster");
    }
}
