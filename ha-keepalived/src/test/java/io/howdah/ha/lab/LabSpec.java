// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import java.util.Map;

/**
 * What a lab is built of.
 *
 * @param addressing who moves the virtual address
 * @param tuned whether the NameNode hosts have the rendered {@code ha-tuning-site.xml}; ZooKeeper then ticks at 1 s and
 *     gives a silent leader up after two ticks, else as its sample file says (2 s, five ticks)
 * @param fencing {@code dfs.ha.fencing.methods}
 * @param properties on top, on every host
 */
public record LabSpec(Addressing addressing, boolean tuned, String fencing, Map<String, String> properties) {
    /** In {@link #fencing}: the lab's program that says it has fenced, unless {@link HaLab#fenceDevice} is down. */
    static final String FENCE_DEVICE = "@fence-device";

    /** Who moves the virtual address. */
    public enum Addressing {
        /** Nobody: clients know the NameNodes. */
        NONE,
        /** keepalived with a track script that asks {@code /isActive}: no gate, no agent. */
        PLAIN,
        /** The rendered keepalived.conf, the gate, the agent. */
        HOWDAH
    }

    public LabSpec {
        properties = Map.copyOf(properties);
    }

    /**
     * Ours. Nothing to fence with in a namespace: the journals' epochs keep an old active from writing, and that is what
     * these tests are about.
     */
    public static LabSpec howdah() {
        return new LabSpec(Addressing.HOWDAH, true, "shell(" + FENCE_DEVICE + ")", Map.of());
    }

    public LabSpec with(Addressing other) {
        return new LabSpec(other, tuned, fencing, properties);
    }

    public LabSpec with(Map<String, String> others) {
        return new LabSpec(addressing, tuned, fencing, others);
    }
}
