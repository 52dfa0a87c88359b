// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.List;
import java.util.Map;

/** The small files a node needs beside keepalived.conf. Pure. */
public final class NodeFiles {
    public static final String CHECK_SCRIPT = "vip-check";
    public static final String TMPFILES = "howdah-ha.tmpfiles.conf";

    private NodeFiles() {}

    /** keepalived.conf, the gate, the check script and the tmpfiles.d snippet, in this order. */
    public static List<GeneratedFile> render(List<VrrpInstance> instances) {
        return List.of(
                KeepalivedConf.file(instances), VipGate.file(instances), checkScript(), tmpfiles(instances.get(0)));
    }

    private static GeneratedFile checkScript() {
        return new GeneratedFile(
                CHECK_SCRIPT, Template.resource("vip-check.template").fill(Map.of("mark", GeneratedFile.MARK)), true);
    }

    private static GeneratedFile tmpfiles(VrrpInstance instance) {
        return new GeneratedFile(
                TMPFILES,
                Template.resource("tmpfiles.conf.template")
                        .fill(Map.of(
                                "mark", GeneratedFile.MARK,
                                "run-directory", instance.runDirectory(),
                                "script-user", instance.scriptUser())),
                false);
    }
}
