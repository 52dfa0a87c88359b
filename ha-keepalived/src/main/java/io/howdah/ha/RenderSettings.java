// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.Gateway;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.Service;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The {@code howdah.ha.*} settings that only {@code render} reads, validated once: the agent runs whatever they say.
 * Immutable.
 *
 * @param program the {@code howdah} tool on the node
 * @param directory of the rendered files on the node
 * @param gateways the gateways that are set
 * @param gatewayVrid VRRP's virtual router id of their addresses
 */
public record RenderSettings(String program, String directory, Map<Gateway, Balanced> gateways, int gatewayVrid) {

    /**
     * One gateway's address and servers.
     *
     * @param port of the address and of each server: direct routing cannot change it
     * @param servers host names or addresses, unresolved
     */
    public record Balanced(InetAddress address, int port, List<String> servers) {
        public Balanced {
            servers = List.copyOf(servers);
        }
    }

    public static final Setting PROGRAM = new Setting(
            "howdah.ha.program", "/usr/bin/howdah", "an absolute path", "the howdah tool, as the agent's unit runs it");
    public static final Setting DIRECTORY = new Setting(
            "howdah.ha.directory",
            "/etc/howdah/ha",
            "an absolute path",
            "where the rendered nft files are installed: the gate's unit loads them from there");
    private static final String FORM = "`ADDRESS[:PORT]=HOST[:PORT],...`, the same port on both sides";
    public static final Setting HTTPFS = new Setting(
            "howdah.ha.gateway.httpfs",
            "",
            FORM,
            "an address for HttpFS (port 14000) and the hosts behind it, none of them a node with keepalived");
    public static final Setting HBASE_REST =
            new Setting("howdah.ha.gateway.hbase-rest", "", FORM, "the same for HBase REST (8080)");
    public static final Setting HBASE_THRIFT =
            new Setting("howdah.ha.gateway.hbase-thrift", "", FORM, "the same for HBase Thrift (9090)");
    public static final Setting NFS = new Setting(
            "howdah.ha.gateway.nfs",
            "",
            FORM,
            "the same for the NFS gateway (2049; portmap's 111 and `nfs3.mountd.port` go with it)");
    public static final Setting GATEWAY_VRID =
            new Setting("howdah.ha.gateway.vrid", "54", "1 to 255", "virtual router id of the gateways' addresses");

    /** Every setting, in the order of CONFIGURATION.md. */
    public static final List<Setting> ALL =
            List.of(PROGRAM, DIRECTORY, HTTPFS, HBASE_REST, HBASE_THRIFT, NFS, GATEWAY_VRID);

    public RenderSettings {
        gateways = Map.copyOf(gateways);
    }

    /**
     * @param lookup value of a key, or {@code null}
     * @param ha whose addresses and virtual router ids are taken
     * @throws InvalidInputException at the first bad value, with its key and what is allowed
     */
    public static RenderSettings from(UnaryOperator<String> lookup, HaSettings ha) {
        SettingReader in = new SettingReader(lookup);
        Map<Gateway, Balanced> gateways = new EnumMap<>(Gateway.class);
        for (Gateway gateway : Gateway.values()) {
            in.optional(settingOf(gateway)).ifPresent(text -> {
                Balanced balanced = balanced(gateway, text);
                checkFree(gateway, balanced, gateways, ha);
                gateways.put(gateway, balanced);
            });
        }
        int vrid = vrid(in);
        if (!gateways.isEmpty()) {
            ha.addresses().forEach((service, address) -> {
                if (address.vrid() == vrid) {
                    throw InvalidInputException.of(
                            GATEWAY_VRID.key(),
                            Integer.toString(vrid),
                            "another than " + HaSettings.vridOf(service).key()
                                    + ": keepalived tells addresses apart by it");
                }
            });
        }
        return new RenderSettings(in.text(PROGRAM), in.text(DIRECTORY), gateways, vrid);
    }

    private static Balanced balanced(Gateway gateway, String text) {
        Setting setting = settingOf(gateway);
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw SettingReader.invalid(setting, text);
        }
        HostPort front = HostPort.parse(setting.key(), text.substring(0, equals).trim(), portOf(gateway));
        Optional<InetAddress> address = NumericAddress.parse(front.host());
        List<String> servers = new ArrayList<>();
        for (String item : SettingReader.items(text.substring(equals + 1))) {
            HostPort server = HostPort.parse(setting.key(), item, front.port());
            if (server.port() != front.port()) {
                throw InvalidInputException.of(
                        setting.key(),
                        item,
                        "port " + front.port() + " or none: direct routing cannot change the port");
            }
            servers.add(server.host());
        }
        if (address.isEmpty()
                || servers.isEmpty()
                || address.get().isAnyLocalAddress()
                || address.get().isLoopbackAddress()
                || address.get().isMulticastAddress()) {
            throw SettingReader.invalid(setting, text);
        }
        return new Balanced(address.get(), front.port(), servers);
    }

    private static void checkFree(Gateway gateway, Balanced balanced, Map<Gateway, Balanced> taken, HaSettings ha) {
        String key = settingOf(gateway).key();
        for (Service service : ha.addresses().keySet()) {
            if (ha.addresses().get(service).vip().address().equals(balanced.address())) {
                throw InvalidInputException.of(
                        key,
                        NumericAddress.text(balanced.address()),
                        "another address than " + HaSettings.vipOf(service).key() + ", which follows one daemon");
            }
        }
        taken.forEach((other, theirs) -> {
            if (theirs.address().equals(balanced.address()) && theirs.port() == balanced.port()) {
                throw InvalidInputException.of(
                        key,
                        NumericAddress.text(balanced.address()) + ":" + balanced.port(),
                        "another address or port than " + settingOf(other).key());
            }
        });
    }

    private static int vrid(SettingReader in) {
        String text = in.text(GATEWAY_VRID);
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > 255) {
            throw SettingReader.invalid(GATEWAY_VRID, text);
        }
        return Integer.parseInt(text);
    }

    /** The setting of this gateway's address. */
    public static Setting settingOf(Gateway gateway) {
        return switch (gateway) {
            case HTTPFS -> HTTPFS;
            case HBASE_REST -> HBASE_REST;
            case HBASE_THRIFT -> HBASE_THRIFT;
            case NFS -> NFS;
        };
    }

    private static int portOf(Gateway gateway) {
        return switch (gateway) {
            case HTTPFS -> 14_000;
            case HBASE_REST -> 8_080;
            case HBASE_THRIFT -> 9_090;
            case NFS -> 2_049;
        };
    }
}
