// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The daemons of one service, one of which is the active an address follows. Immutable.
 *
 * @param name the nameservice; for YARN and HBase the service's own name
 */
public record HaGroup(Service service, String name, List<Member> members) {
    /** hbase.master.info.port; only the host matters here. */
    private static final int MASTER_WEB_PORT = 16_010;

    /**
     * One daemon.
     *
     * @param id as the election's lock names it: NameNode or ResourceManager id, host of an HBase master
     * @param host name or address
     * @param key the configuration key that told the host
     */
    public record Member(String id, String host, String key) {}

    public HaGroup {
        members = List.copyOf(members);
    }

    /**
     * The groups that have an address, in the order of {@link Service}.
     *
     * @throws InvalidInputException when a group with an address cannot be found in the configuration
     */
    public static List<HaGroup> followed(Configuration conf, HaSettings settings) {
        List<HaGroup> groups = new ArrayList<>();
        for (Service service : Service.values()) {
            if (settings.addresses().containsKey(service)) {
                groups.add(
                        switch (service) {
                            case HDFS -> hdfs(conf, settings);
                            case YARN -> yarn(conf);
                            case HBASE -> hbase(settings);
                        });
            }
        }
        return groups;
    }

    private static HaGroup hdfs(Configuration conf, HaSettings settings) {
        HaTopology.Nameservice nameservice = HaTopology.from(conf).highlyAvailable(settings.nameservice());
        return new HaGroup(
                Service.HDFS,
                nameservice.id(),
                nameservice.nameNodes().stream()
                        .map(nn -> new Member(nn.id(), nn.rpc().host(), nn.rpcKey()))
                        .toList());
    }

    private static HaGroup yarn(Configuration conf) {
        List<ResourceManagers.ResourceManager> managers = ResourceManagers.of(conf);
        if (managers.size() < 2) {
            throw InvalidInputException.of(
                    ResourceManagers.HA_ENABLED,
                    conf.get(ResourceManagers.HA_ENABLED),
                    "true and two ResourceManagers (a single one has nowhere to fail over to)");
        }
        return new HaGroup(
                Service.YARN,
                "yarn",
                managers.stream()
                        .map(rm -> new Member(rm.id(), rm.web().host(), ResourceManagers.HOSTNAME + "." + rm.id()))
                        .toList());
    }

    private static HaGroup hbase(HaSettings settings) {
        String key = HaSettings.HBASE_MASTERS.key();
        if (settings.hbaseMasters().size() < 2) {
            throw InvalidInputException.of(
                    key,
                    settings.hbaseMasters().isEmpty() ? null : String.join(",", settings.hbaseMasters()),
                    "the hosts of two or more masters, when " + HaSettings.HBASE_VIP.key() + " is set");
        }
        return new HaGroup(
                Service.HBASE,
                "hbase",
                settings.hbaseMasters().stream()
                        .map(text -> HostPort.parse(key, text, MASTER_WEB_PORT).host())
                        .map(host -> new Member(host, host, key))
                        .toList());
    }

    /** The member with this id, or the only one on this host. */
    public Optional<Member> member(String idOrHost) {
        List<Member> byId =
                members.stream().filter(member -> member.id().equals(idOrHost)).toList();
        List<Member> byHost = members.stream()
                .filter(member -> member.host().equalsIgnoreCase(idOrHost))
                .toList();
        List<Member> found = byId.isEmpty() ? byHost : byId;
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** For example {@code nn1 (host1), nn2 (host2)}. */
    public String listing() {
        return members.stream()
                .map(member ->
                        member.id().equals(member.host()) ? member.id() : member.id() + " (" + member.host() + ")")
                .collect(Collectors.joining(", "));
    }
}
