// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The systemd units of one node. They fail closed: the gates come before anything that could take an address, stopping a
 * unit opens nothing, and the one that must run is started again for ever.
 */
public final class SystemdUnits {
    public static final String GATE = "howdah-vip-gate.service";
    public static final String AGENT = "howdah-ha-agent.service";
    /** Sees the agent's request. */
    public static final String RELOAD_PATH = "howdah-keepalived-reload.path";
    /** Carries it out. */
    public static final String RELOAD = "howdah-keepalived-reload.service";
    /** Installed as keepalived.service.d/howdah.conf. */
    public static final String KEEPALIVED = "keepalived-dropin.conf";

    private SystemdUnits() {}

    /**
     * Pure.
     *
     * @param node what the agent is told to be
     * @param instances of this node, at least one
     */
    public static List<GeneratedFile> render(String node, List<VrrpInstance> instances, HostPaths paths) {
        VrrpInstance first = instances.get(0);
        Map<String, String> reload = Map.of("mark", GeneratedFile.MARK, "reload-request", first.reloadRequest());
        return List.of(
                file(
                        GATE,
                        "vip-gate.service.template",
                        Map.of("mark", GeneratedFile.MARK, "nft", paths.nft(), "directory", paths.directory())),
                file(
                        AGENT,
                        "ha-agent.service.template",
                        Map.of(
                                "mark", GeneratedFile.MARK,
                                "script-user", first.scriptUser(),
                                "run-directory", first.runDirectory(),
                                "program", paths.program(),
                                "conf",
                                        paths.configuration().stream()
                                                .map(path -> "--conf " + path + " ")
                                                .collect(Collectors.joining()),
                                "node", node)),
                file(
                        KEEPALIVED,
                        "keepalived-dropin.conf.template",
                        Map.of("mark", GeneratedFile.MARK, "locals", locals(instances))),
                file(RELOAD_PATH, "keepalived-reload.path.template", reload),
                file(RELOAD, "keepalived-reload.service.template", reload));
    }

    private static String locals(List<VrrpInstance> instances) {
        return instances.stream()
                .map(instance -> NumericAddress.text(instance.local()))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static GeneratedFile file(String name, String template, Map<String, String> values) {
        return new GeneratedFile(name, Template.resource(template).fill(values), false);
    }
}
