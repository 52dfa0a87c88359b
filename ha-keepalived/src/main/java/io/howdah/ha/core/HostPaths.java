// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where things are on a node: what the systemd units run and read. Absolute paths of plain characters, for they end up in
 * files that systemd reads with its own rules for quotes, blanks and {@code %}.
 *
 * @param program the {@code howdah} tool
 * @param directory holds the rendered nft files
 * @param configuration directories with the cluster's site files, as given to the agent
 * @param nft the nft program
 */
public record HostPaths(String program, String directory, List<String> configuration, String nft) {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._+-]*)+");

    public HostPaths {
        configuration = List.copyOf(configuration);
        require("howdah.ha.program", program);
        require("howdah.ha.directory", directory);
        require("howdah.ha.agent.nft", nft);
        configuration.forEach(path -> require("--conf", path));
    }

    private static void require(String where, String value) {
        if (!PATH.matcher(value).matches()) {
            throw InvalidInputException.of(where, value, "an absolute path of letters, digits and '.', '_', '+', '-'");
        }
    }
}
