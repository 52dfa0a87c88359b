// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The fence file, parsed and checked. Immutable. Holds secrets: never to be printed.
 *
 * @param deadline for one fencing, from the first question to the answer
 * @param reads how many looks in a row must say off
 * @param interval between two looks
 * @param hypervisors libvirt URIs of every hypervisor a machine may run on
 * @param audit path of the audit log
 * @param acknowledgements directory of a person's acknowledgements; empty: none are accepted
 * @param hosts by name, in lower case
 */
public record FenceConfig(
        Duration deadline,
        int reads,
        Duration interval,
        List<String> hypervisors,
        String audit,
        Optional<String> acknowledgements,
        Map<String, Host> hosts) {

    public FenceConfig {
        hypervisors = List.copyOf(hypervisors);
        hosts = Map.copyOf(hosts);
    }

    /**
     * A machine to be fenced.
     *
     * @param vm its UUID when it is a virtual machine of the listed hypervisors
     * @param methods what to try, in this order
     */
    public record Host(String name, Optional<UUID> vm, List<Method> methods) {
        public Host {
            methods = List.copyOf(methods);
        }
    }

    /** A way to switch a machine off. */
    public sealed interface Method {
        /** {@return the name in the file} */
        String name();
    }

    /** The hypervisors' own interface. */
    public record Libvirt() implements Method {
        @Override
        public String name() {
            return FenceFileParser.LIBVIRT;
        }
    }

    /**
     * A fence agent of the ClusterLabs kind.
     *
     * @param program absolute path
     * @param parameters what it is told on its standard input, besides the action
     * @param hypervisor the listed hypervisor that it switches off as a whole, when it is not the machine itself
     */
    public record Agent(String name, String program, Map<String, String> parameters, Optional<String> hypervisor)
            implements Method {
        public Agent {
            parameters = Map.copyOf(parameters);
        }

        /** The parameters are left out: there are passwords among them. */
        @Override
        public String toString() {
            return name + " (" + program + ")";
        }
    }

    /** {@return the host of that name} */
    public Optional<Host> host(String name) {
        return Optional.ofNullable(hosts.get(canonical(name)));
    }

    /** {@return whether libvirt's Java binding is needed} */
    public boolean usesLibvirt() {
        return hosts.values().stream().anyMatch(host -> host.vm().isPresent());
    }

    /** {@return the name as it is looked up: host names know no case and may end in a dot} */
    public static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
