// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.VirtualAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code howdah.ha.*} settings, read and validated once. Immutable.
 *
 * @param vrrpAddresses address by NameNode id, where it is not what the RPC address resolves to
 * @param hbaseMasters host or host:port of each HBase master's web server; empty: ask ZooKeeper
 */
public record HaSettings(
        Optional<VirtualAddress> vip,
        Optional<String> networkInterface,
        Optional<String> nameservice,
        int vrid,
        Duration advertInterval,
        Map<String, InetAddress> vrrpAddresses,
        Optional<String> vipHost,
        String scriptUser,
        String runDirectory,
        String checkScript,
        Duration probeDeadline,
        Duration probeInterval,
        Duration trackValidity,
        List<String> hbaseMasters) {

    public static final Setting VIP =
            new Setting("howdah.ha.vip", "", "ADDRESS/PREFIX, IPv4 or IPv6", "the virtual address (`--vip`)");
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
            "virtual router id: the same on both nodes, unique in the network segment (`--vrid`)");
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
    public static final Setting PROBE_INTERVAL = new Setting(
            "howdah.ha.probe.interval",
            "1s",
            "100ms to 60s",
            "between two rounds of `howdah ha probe --loop`, from end to start");
    public static final Setting TRACK_VALIDITY = new Setting(
            "howdah.ha.track.validity",
            "5s",
            "at least probe deadline + probe interval + 1s, at most 10m",
            "how long keepalived believes the track file after the questions were sent: a dead prober costs the address"
                    + " after at most this and 1 s");
    public static final Setting HBASE_MASTERS = new Setting(
            "howdah.ha.hbase.masters",
            "",
            "`HOST[:WEBPORT],...`",
            "the HBase masters' web servers, when ZooKeeper should not be asked");

    /** Every setting, in the order of CONFIGURATION.md. */
    public static final List<Setting> ALL = List.of(
            VIP,
            INTERFACE,
            NAMESERVICE,
            VRID,
            ADVERT_INTERVAL,
            VRRP_ADDRESSES,
            VIP_HOST,
            SCRIPT_USER,
            RUN_DIRECTORY,
            CHECK_SCRIPT,
            PROBE_DEADLINE,
            PROBE_INTERVAL,
            TRACK_VALIDITY,
            HBASE_MASTERS);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m)");
    private static final Pattern HOST_PORT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]{1,5})?");

    public HaSettings {
        vrrpAddresses = Map.copyOf(vrrpAddresses);
        hbaseMasters = List.copyOf(hbaseMasters);
    }

    /**
     * @param lookup value of a key, or {@code null}; a Hadoop {@code Configuration::getTrimmed} or a map's {@code get}
     * @throws InvalidInputException at the first bad value, with its key and what is allowed
     */
    public static HaSettings from(UnaryOperator<String> lookup) {
        Duration deadline = duration(lookup, PROBE_DEADLINE, 100, 60_000);
        Duration interval = duration(lookup, PROBE_INTERVAL, 100, 60_000);
        Duration validity = duration(lookup, TRACK_VALIDITY, 1, 600_000);
        Duration needed = deadline.plus(interval).plusSeconds(1);
        if (validity.compareTo(needed) < 0) {
            throw InvalidInputException.of(
                    TRACK_VALIDITY.key(),
                    text(lookup, TRACK_VALIDITY),
                    "at least " + needed.toMillis() + "ms (" + PROBE_DEADLINE.key() + " " + deadline.toMillis()
                            + "ms + " + PROBE_INTERVAL.key() + " " + interval.toMillis() + "ms + 1000ms)");
        }
        Duration advert = duration(lookup, ADVERT_INTERVAL, 10, 1_000);
        if (advert.toMillis() % 10 != 0) {
            throw invalid(ADVERT_INTERVAL, text(lookup, ADVERT_INTERVAL));
        }
        return new HaSettings(
                optional(lookup, VIP).map(text -> VirtualAddress.parse(VIP.key(), text)),
                optional(lookup, INTERFACE),
                optional(lookup, NAMESERVICE),
                vrid(text(lookup, VRID)),
                advert,
                vrrpAddresses(text(lookup, VRRP_ADDRESSES)),
                optional(lookup, VIP_HOST),
                text(lookup, SCRIPT_USER),
                text(lookup, RUN_DIRECTORY),
                text(lookup, CHECK_SCRIPT),
                deadline,
                interval,
                validity,
                hbaseMasters(text(lookup, HBASE_MASTERS)));
    }

    private static int vrid(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int vrid = Integer.parseInt(text);
            if (vrid >= 1 && vrid <= 255) {
                return vrid;
            }
        }
        throw invalid(VRID, text);
    }

    private static Map<String, InetAddress> vrrpAddresses(String text) {
        Map<String, InetAddress> addresses = new TreeMap<>();
        for (String pair : items(text)) {
            int equals = pair.indexOf('=');
            Optional<InetAddress> address = equals < 1
                    ? Optional.empty()
                    : NumericAddress.parse(pair.substring(equals + 1).trim());
            if (address.isEmpty() || addresses.put(pair.substring(0, equals).trim(), address.get()) != null) {
                throw invalid(VRRP_ADDRESSES, text);
            }
        }
        return addresses;
    }

    private static List<String> hbaseMasters(String text) {
        List<String> masters = items(text);
        if (!masters.stream().allMatch(master -> HOST_PORT.matcher(master).matches())) {
            throw invalid(HBASE_MASTERS, text);
        }
        return masters;
    }

    private static Duration duration(UnaryOperator<String> lookup, Setting setting, long minMillis, long maxMillis) {
        String text = text(lookup, setting);
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long unit = matcher.group(2).equals("ms") ? 1 : matcher.group(2).equals("s") ? 1_000 : 60_000;
            long millis = Long.parseLong(matcher.group(1)) * unit;
            if (millis >= minMillis && millis <= maxMillis) {
                return Duration.ofMillis(millis);
            }
        }
        throw invalid(setting, text);
    }

    private static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return items;
    }

    private static Optional<String> optional(UnaryOperator<String> lookup, Setting setting) {
        return Optional.of(text(lookup, setting)).filter(text -> !text.isEmpty());
    }

    private static String text(UnaryOperator<String> lookup, Setting setting) {
        String value = lookup.apply(setting.key());
        return value == null || value.isBlank() ? setting.defaultValue() : value.trim();
    }

    private static InvalidInputException invalid(Setting setting, String value) {
        return InvalidInputException.of(setting.key(), value, setting.allowed());
    }
}
