// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the commands that ask a ResourceManager. */
final class ResourceManagerOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--rm",
            paramLabel = "URL",
            defaultValue = "http://localhost:8088",
            description = "Web address of the ResourceManager (default: ${DEFAULT-VALUE}).")
    private String address;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for an answer, 1 to 600 (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(names = "--json", description = "Print JSON for programs.")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print a stack trace when something fails.")
    boolean verbose;

    String address() {
        return address;
    }

    ResourceManagerClient client() {
        if (timeoutSeconds < 1 || timeoutSeconds > 600) {
            throw bad("--timeout is " + timeoutSeconds + ": allowed is a whole number from 1 to 600");
        }
        try {
            URI uri = URI.create(address);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return new ResourceManagerClient(uri.resolve("/"), timeoutSeconds * 1000);
            }
        } catch (IllegalArgumentException e) {
            // Rejected below, with what is allowed.
        }
        throw bad("--rm is '" + address + "': allowed is http://HOST:PORT or https://HOST:PORT");
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
