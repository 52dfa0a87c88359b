// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * keepalived.conf for one node.
 *
 * <p><b>Goals.</b> The address is on a node only while that node's track file says {@code 1}; it moves within four
 * advert intervals; no node is preferred, because the HDFS election decides and VRRP follows.
 *
 * <p><b>Constraints.</b> keepalived 2.2.7 or newer. {@code weight 0 reverse} makes a missing, empty, zero or unreadable
 * track file a FAULT. {@code init_file 0 overwrite} forgets what an earlier run left (plain {@code init_file 0} keeps a
 * stale {@code 1}), so the agent says it again and again. A track file beyond 32 bits is ignored and the old state stays,
 * and the watch follows the
 * directory's inode: so the writer renames a small file into a directory that nobody replaces (tmpfiles.d, not
 * systemd's RuntimeDirectory). The check script covers a writer that died: its interval cannot be below 1 s.
 *
 * <p><b>Two eligible nodes.</b> The same virtual router id and equal priorities on both: VRRP keeps the address on one
 * (the higher primary address, RFC 5798 section 6.4.3) instead of on both.
 */
public final class KeepalivedConf {
    public static final String FILE_NAME = "keepalived.conf";

    private static final Template GLOBAL = Template.resource("keepalived.conf.template");
    private static final Template INSTANCE = Template.resource("keepalived-instance.conf.template");

    private KeepalivedConf() {}

    /**
     * Pure: the same instances give the same bytes.
     *
     * @param instances of one node, at least one, with the same script user
     */
    public static String render(List<VrrpInstance> instances) {
        VrrpInstance first = instances.get(0);
        StringBuilder conf = new StringBuilder(GLOBAL.fill(Map.of(
                "mark",
                GeneratedFile.MARK,
                "router-id",
                first.group() + "-" + first.node(),
                "script-user",
                first.scriptUser())));
        instances.forEach(instance -> conf.append(render(instance)));
        return conf.toString();
    }

    private static String render(VrrpInstance instance) {
        long millis = instance.advertInterval().toMillis();
        return INSTANCE.fill(Map.ofEntries(
                Map.entry("daemon", instance.service().daemon()),
                Map.entry("node", instance.node()),
                Map.entry("group", instance.group()),
                Map.entry("instance", instance.instanceName()),
                Map.entry("interface", instance.networkInterface()),
                Map.entry("vrid", Integer.toString(instance.vrid())),
                Map.entry("advert", "%d.%02d".formatted(millis / 1000, millis % 1000 / 10)),
                Map.entry("vip", instance.vip().toString()),
                Map.entry("local", NumericAddress.text(instance.local())),
                Map.entry(
                        "peers",
                        instance.peers().stream()
                                .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                                .map(NumericAddress::text)
                                .collect(Collectors.joining("\n    "))),
                Map.entry("track-file", instance.trackFile()),
                Map.entry("deadline-file", instance.deadlineFile()),
                Map.entry("heartbeat-file", instance.heartbeatFile()),
                Map.entry("check-script", instance.checkScript())));
    }

    public static GeneratedFile file(List<VrrpInstance> instances) {
        return new GeneratedFile(FILE_NAME, render(instances), false);
    }
}
