// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.Service;
import io.howdah.ha.core.VirtualAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The {@code howdah.ha.*} settings, read and validated once. Immutable.
 *
 * @param addresses the virtual addresses that are set, by the service whose active they follow
 * @param vrrpAddresses address by NameNode or ResourceManager id, where it is not what the RPC address resolves to
 * @param hbaseMasters host or host:port of each HBase master's web server; empty: ask ZooKeeper
 */
public record HaSettings(
        Map<Service, FollowedAddress> addresses,
        Optional<String> networkInterface,
        Optional<String> nameservice,
        Duration advertInterval,
        Map<String, InetAddress> vrrpAddresses,
        Optional<String> vipHost,
        String scriptUser,
        String runDirectory,
        String checkScript,
        Duration probeDeadline,
        List<String> hbaseMasters) {

    public static final Setting VIP = new Setting(
            "howdah.ha.vip",
            "",
            "ADDRESS/PREFIX, IPv4 or IPv6",
            "the address that follows the active NameNode (`--vip`)");
    public static final Setting YARN_VIP = new Setting(
            "howdah.ha.yarn.vip", "", "ADDRESS/PREFIX, IPv4 or IPv6", "the same for the active ResourceManager");
    public static final Setting HBASE_VIP = new Setting(
            "howdah.ha.hbase.vip",
            "",
            "ADDRESS/PREFIX, IPv4 or IPv6",
            "the same for the active HBase master; needs `howdah.ha.hbase.masters`");
    public static final Setting INTERFACE = new Setting(
            "howdah.ha.interface", "", "a network interface", "where the virtual address appears (`--interface`)");
    public static final Setting NAMESERVICE = new Setting(
            "howdah.ha.nameservice",
            "",
            "one of `dfs.nameservices`",
            "whose active the address follows; needed when there are several (`--nameservice`)");
    public static final Setting VRID = new Setting(
            "howdah.ha.vrid",
            "51",
            "1 to 255",
            "virtual router id: the same on all nodes, unique in the network segment (`--vrid`)");
    public static final Setting YARN_VRID =
            new Setting("howdah.ha.yarn.vrid", "52", "1 to 255", "the same for the ResourceManagers' address");
    public static final Setting HBASE_VRID =
            new Setting("howdah.ha.hbase.vrid", "53", "1 to 255", "the same for the HBase masters' address");
    public static final Setting ADVERT_INTERVAL = new Setting(
            "howdah.ha.advert-interval",
            "100ms",
            "10ms to 1s in steps of 10ms",
            "between two VRRP adverts; the other node takes over after 3 to 4 of them");
    public static final Setting VRRP_ADDRESSES = new Setting(
            "howdah.ha.vrrp-addresses",
            "",
            "`nn1=ADDRESS,nn2=ADDRESS`",
            "addresses for VRRP, by NameNode id, where the RPC host name resolves to another network or to loopback");
    public static final Setting VIP_HOST = new Setting(
            "howdah.ha.vip-host",
            "",
            "a host name that resolves to the virtual address",
            "what clients write in `fs.defaultFS`; the address itself when not set");
    public static final Setting SCRIPT_USER = new Setting(
            "howdah.ha.script-user",
            "howdah",
            "an existing user other than root",
            "runs the check script and writes the track file");
    public static final Setting RUN_DIRECTORY = new Setting(
            "howdah.ha.run-directory",
            "/run/howdah-ha",
            "an absolute path on tmpfs",
            "holds the track file and its deadline; made by the tmpfiles.d snippet");
    public static final Setting CHECK_SCRIPT = new Setting(
            "howdah.ha.check-script",
            "/usr/libexec/howdah/vip-check",
            "an absolute path; every part writable by root only",
            "where the rendered `vip-check` is installed");
    public static final Setting PROBE_DEADLINE = new Setting(
            "howdah.ha.probe.deadline",
            "2s",
            "100ms to 60s",
            "after which a daemon counts as silent; finding the HBase masters in ZooKeeper has the same again");
    public static final Setting HBASE_MASTERS = new Setting(
            "howdah.ha.hbase.masters",
            "",
            "`HOST[:WEBPORT],...`",
            "the HBase masters' web servers, when ZooKeeper should not be asked");

    /** Every setting, in the order of CONFIGURATION.md. */
    public static final List<Setting> ALL = List.of(
            VIP,
            YARN_VIP,
            HBASE_VIP,
            INTERFACE,
            NAMESERVICE,
            VRID,
            YARN_VRID,
            HBASE_VRID,
            ADVERT_INTERVAL,
            VRRP_ADDRESSES,
            VIP_HOST,
            SCRIPT_USER,
            RUN_DIRECTORY,
            CHECK_SCRIPT,
            PROBE_DEADLINE,
            HBASE_MASTERS);

    private static final Pattern HOST_PORT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]{1,5})?");

    public HaSettings {
        addresses = Map.copyOf(addresses);
        vrrpAddresses = Map.copyOf(vrrpAddresses);
        hbaseMasters = List.copyOf(hbaseMasters);
    }

    /**
     * @param lookup value of a key, or {@code null}; a Hadoop {@code Configuration::getTrimmed} or a map's {@code get}
     * @throws InvalidInputException at the first bad value, with its key and what is allowed
     */
    public static HaSettings from(UnaryOperator<String> lookup) {
        SettingReader in = new SettingReader(lookup);
        Duration deadline = in.duration(PROBE_DEADLINE, 100, 60_000);
        Duration advert = in.duration(ADVERT_INTERVAL, 10, 1_000);
        if (advert.toMillis() % 10 != 0) {
            throw SettingReader.invalid(ADVERT_INTERVAL, in.text(ADVERT_INTERVAL));
        }
        return new HaSettings(
                addresses(in),
                in.optional(INTERFACE),
                in.optional(NAMESERVICE),
                advert,
                vrrpAddresses(in.text(VRRP_ADDRESSES)),
                in.optional(VIP_HOST),
                in.text(SCRIPT_USER),
                in.text(RUN_DIRECTORY),
                in.text(CHECK_SCRIPT),
                deadline,
                hbaseMasters(in.text(HBASE_MASTERS)));
    }

    private static Map<Service, FollowedAddress> addresses(SettingReader in) {
        Map<Service, FollowedAddress> addresses = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            int vrid = vrid(vridOf(service), in);
            Setting key = vipOf(service);
            Optional<VirtualAddress> vip = in.optional(key).map(text -> VirtualAddress.parse(key.key(), text));
            if (vip.isEmpty()) {
                continue;
            }
            addresses.forEach((other, taken) -> {
                if (taken.vrid() == vrid) {
                    throw InvalidInputException.of(
                            vridOf(service).key(),
                            Integer.toString(vrid),
                            "another than " + vridOf(other).key() + ": keepalived tells addresses apart by it");
                }
                if (taken.vip().address().equals(vip.get().address())) {
                    throw InvalidInputException.of(
                            key.key(),
                            vip.get().toString(),
                            "another address than " + vipOf(other).key());
                }
            });
            addresses.put(service, new FollowedAddress(vip.get(), vrid));
        }
        return addresses;
    }

    /** The setting of the address that follows this service's active. */
    public static Setting vipOf(Service service) {
        return switch (service) {
            case HDFS -> VIP;
            case YARN -> YARN_VIP;
            case HBASE -> HBASE_VIP;
        };
    }

    /** The setting of that address' virtual router id. */
    public static Setting vridOf(Service service) {
        return switch (service) {
            case HDFS -> VRID;
            case YARN -> YARN_VRID;
            case HBASE -> HBASE_VRID;
        };
    }

    private static int vrid(Setting setting, SettingReader in) {
        String text = in.text(setting);
        if (text.matches("[0-9]{1,3}")) {
            int vrid = Integer.parseInt(text);
            if (vrid >= 1 && vrid <= 255) {
                return vrid;
            }
        }
        throw SettingReader.invalid(setting, text);
    }

    private static Map<String, InetAddress> vrrpAddresses(String text) {
        Map<String, InetAddress> addresses = new TreeMap<>();
        for (String pair : SettingReader.items(text)) {
            int equals = pair.indexOf('=');
            Optional<InetAddress> address = equals < 1
                    ? Optional.empty()
                    : NumericAddress.parse(pair.substring(equals + 1).trim());
            if (address.isEmpty() || addresses.put(pair.substring(0, equals).trim(), address.get()) != null) {
                throw SettingReader.invalid(VRRP_ADDRESSES, text);
            }
        }
        return addresses;
    }

    private static List<String> hbaseMasters(String text) {
        List<String> masters = SettingReader.items(text);
        if (!masters.stream().allMatch(master -> HOST_PORT.matcher(master).matches())) {
            throw SettingReader.invalid(HBASE_MASTERS, text);
        }
        return masters;
    }
}
