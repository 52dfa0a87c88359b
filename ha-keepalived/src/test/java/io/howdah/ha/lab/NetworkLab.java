// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Hosts as network namespaces on one bridge, each with {@code eth0}: 10.77.0.1N/24 and fd00:77::1N/64. The bridge lives
 * in a namespace of its own, so nothing of the machine's network changes. Closing kills what was started and removes the
 * namespaces and the directory, also after a failed start.
 */
public final class NetworkLab implements AutoCloseable {
    private final String prefix = "howdah" + ProcessHandle.current().pid();
    private final List<String> namespaces = new ArrayList<>();
    private final Map<Integer, Process> daemons = new LinkedHashMap<>();
    /** What gives a host's processes a wall clock of their own. */
    private final Map<Integer, List<String>> clocks = new HashMap<>();
    /** Not under target/: the check script's path must be writable by root only, a checkout may be anybody's. */
    private final Path directory;

    public NetworkLab(int hosts) throws IOException, InterruptedException {
        directory = Files.createTempDirectory(Path.of("/var/lib"), prefix + "-");
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            String bridge = add("sw");
            Shell.ok(words("ip -n %s link add br0 type bridge mcast_snooping 0", bridge));
            Shell.ok(words("ip -n %s link set br0 up", bridge));
            for (int i = 1; i <= hosts; i++) {
                String host = add(Integer.toString(i));
                Shell.ok(words("ip -n %s link set lo up", host));
                Shell.ok(words("ip -n %s link add eth0 type veth peer name p%d netns %s", host, i, bridge));
                Shell.ok(words("ip -n %s link set p%d master br0 up", bridge, i));
                Shell.ok(words("ip -n %s addr add 10.77.0.1%d/24 dev eth0", host, i));
                Shell.ok(words("ip -n %s addr add fd00:77::1%d/64 dev eth0 nodad", host, i));
                Shell.ok(words("ip -n %s link set eth0 up", host));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Deletes the host's eth0 and makes it again with the same name, MAC address and addresses, as the restart of a bond or
     * a VLAN does.
     */
    public void makeInterfaceAnew(int host) throws IOException, InterruptedException {
        String mac = mac(host);
        String own = prefix + "-" + host;
        Shell.ok(words("ip -n %s link del eth0", own));
        Shell.ok(
                words("ip -n %s link add eth0 address %s type veth peer name p%d netns %s-sw", own, mac, host, prefix));
        Shell.ok(words("ip -n %s-sw link set p%d master br0 up", prefix, host));
        Shell.ok(words("ip -n %s addr add 10.77.0.1%d/24 dev eth0", own, host));
        Shell.ok(words("ip -n %s addr add fd00:77::1%d/64 dev eth0 nodad", own, host));
        Shell.ok(words("ip -n %s link set eth0 up", own));
    }

    /** The host's own IPv4 address, taken away or given back. */
    public void address(int host, boolean there) throws IOException, InterruptedException {
        Shell.ok(words("ip -n %s-%d addr %s 10.77.0.1%d/24 dev eth0", prefix, host, there ? "add" : "del", host));
    }

    /** A second interface of the host, {@code eth1}, in the same segment and without an address. */
    public void secondInterface(int host) throws IOException, InterruptedException {
        Shell.ok(words("ip -n %s-%d link add eth1 type veth peer name q%d netns %s-sw", prefix, host, host, prefix));
        Shell.ok(words("ip -n %s-sw link set q%d master br0 up", prefix, host));
        Shell.ok(words("ip -n %s-%d link set eth1 up", prefix, host));
    }

    /** Every process on the host, whoever started it. */
    public List<ProcessHandle> processes(int host) throws IOException, InterruptedException {
        return Shell.ok(words("ip netns pids %s-%d", prefix, host))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
    }

    /** Cuts or mends the cable between the host and the switch. */
    public void cable(int host, boolean connected) throws IOException, InterruptedException {
        Shell.ok(words("ip -n %s-sw link set p%d %s", prefix, host, connected ? "up" : "down"));
    }

    /** The host's interface, up or down as the host itself sets it. */
    public void link(int host, boolean up) throws IOException, InterruptedException {
        Shell.ok(words("ip -n %s-%d link set eth0 %s", prefix, host, up ? "up" : "down"));
    }

    /** Drops at the switch what {@code match} (nft; empty: everything) finds on the way from one host to another. */
    public void drop(int from, int to, String match) throws IOException, InterruptedException {
        String chain =
                "table bridge fault {\n chain forward { type filter hook forward priority 0; policy accept; }\n}\n";
        String rule =
                "add rule bridge fault forward iifname \"p%d\" oifname \"p%d\" %s drop\n".formatted(from, to, match);
        Shell.ok(chain + rule, List.of("ip", "netns", "exec", prefix + "-sw", "nft", "-f", "-"));
    }

    /** Two hosts do not hear each other. */
    public void partition(int one, int other) throws IOException, InterruptedException {
        drop(one, other, "");
        drop(other, one, "");
    }

    /** Drops on the host itself what it sends and {@code match} finds, to itself too. */
    public void dropOutput(int host, String match) throws IOException, InterruptedException {
        nft(
                host,
                "table inet fault {\n chain out { type filter hook output priority -200; policy accept; }\n}\n"
                        + "add rule inet fault out " + match + " drop\n");
    }

    /** Ends every {@link #drop} and {@link #dropOutput}. */
    public void heal() throws IOException, InterruptedException {
        Shell.ok(
                "table bridge fault\ndelete table bridge fault\n",
                List.of("ip", "netns", "exec", prefix + "-sw", "nft", "-f", "-"));
        for (int host = 1; host < namespaces.size(); host++) {
            nft(host, "table inet fault\ndelete table inet fault\n");
        }
    }

    private String add(String suffix) throws IOException, InterruptedException {
        String name = prefix + "-" + suffix;
        Shell.ok(words("ip netns add %s", name));
        namespaces.add(name);
        return name;
    }

    public Path directory() {
        return directory;
    }

    /** A directory that only host {@code i} uses. */
    public Path directory(int host) throws IOException {
        return Files.createDirectories(directory.resolve("host" + host));
    }

    public Shell.Result run(int host, String... command) throws IOException, InterruptedException {
        return Shell.run("", inside(host, command));
    }

    /** Whether a host's own kernel answers for the address: it says that nothing listens on a port of UDP. */
    public boolean reaches(int host, String address) throws IOException, InterruptedException {
        return run(host, "bash", "-c", "exec 3<>/dev/udp/" + address + "/9; echo >&3; read -t 1 -u 3")
                .output()
                .contains("Connection refused");
    }

    /** Whether a connection to the address is refused at once, instead of left without an answer. */
    public boolean refuses(int host, String address) throws IOException, InterruptedException {
        return run(host, "timeout", "1", "bash", "-c", "</dev/tcp/" + address + "/9")
                .output()
                .contains("Connection refused");
    }

    public void nft(int host, String ruleset) throws IOException, InterruptedException {
        Shell.ok(ruleset, inside(host, "nft", "-f", "-"));
    }

    /** Starts keepalived in the foreground; its log is keepalived.log in the host's directory. */
    public Process startKeepalived(int host, Path conf) throws IOException {
        Path own = directory(host);
        // A pid file left by a killed keepalived makes the next one refuse to start.
        for (String pid : List.of("k.pid", "v.pid", "c.pid")) {
            Files.deleteIfExists(own.resolve(pid));
        }
        ProcessBuilder builder = new ProcessBuilder(inside(
                        host,
                        "keepalived",
                        "-n",
                        "-l",
                        "-D",
                        "-f",
                        conf.toString(),
                        "-p",
                        own.resolve("k.pid").toString(),
                        "-r",
                        own.resolve("v.pid").toString(),
                        "-c",
                        own.resolve("c.pid").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(host).toFile()));
        builder.environment().put("TMPDIR", own.toString());
        Process daemon = builder.start();
        daemons.put(host, daemon);
        return daemon;
    }

    public String keepalivedLog(int host) throws IOException {
        return Files.exists(log(host)) ? Files.readString(log(host)) : "";
    }

    private Path log(int host) throws IOException {
        return directory(host).resolve("keepalived.log");
    }

    /** Whether {@code address} is on the host's eth0. */
    public boolean holds(int host, String address) throws IOException, InterruptedException {
        return Shell.ok(inside(host, "ip", "-o", "addr", "show", "dev", "eth0")).contains(" " + address + "/");
    }

    /** The MAC address of the host's eth0, in lower case. */
    public String mac(int host) throws IOException, InterruptedException {
        String link = Shell.ok(inside(host, "ip", "-o", "link", "show", "dev", "eth0"));
        String after = link.substring(link.indexOf("link/ether ") + "link/ether ".length());
        return after.substring(0, 17);
    }

    /** The MAC addresses that answer an ARP request for {@code address} sent by {@code host} within a second. */
    public List<String> arpOwners(int host, String address) throws IOException, InterruptedException {
        Shell.Result result = run(host, "arping", "-r", "-c", "2", "-w", "0.4", "-I", "eth0", address);
        return Arrays.stream(result.output().split("\\s+"))
                .map(String::toLowerCase)
                .filter(word -> word.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}"))
                .distinct()
                .toList();
    }

    /**
     * Gives a host a wall clock of its own, for whatever is started there from now on; its monotonic clocks stay the
     * machine's.
     */
    public void ownClock(int host) throws IOException, InterruptedException {
        setClock(host, 0);
        Path source = directory(host).resolve("clock.c");
        try (InputStream resource = NetworkLab.class.getResourceAsStream("clock.c")) {
            Files.copy(resource, source);
        }
        Path library = directory(host).resolve("clock.so");
        Shell.ok(List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
        clocks.put(host, List.of("env", "LD_PRELOAD=" + library, "CLOCK_FILE=" + clock(host)));
    }

    /** Sets the host's own clock ahead of the machine's, or behind it: its processes notice within a second. */
    public void setClock(int host, long secondsAhead) throws IOException {
        Path next = Files.writeString(directory(host).resolve("clock.next"), secondsAhead + "\n");
        Files.move(next, clock(host), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path clock(int host) throws IOException {
        return directory(host).resolve("clock");
    }

    /** The command line that runs {@code command} on the host; the process is the command itself. */
    public List<String> inside(int host, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", prefix + "-" + host));
        all.addAll(clocks.getOrDefault(host, List.of()));
        all.addAll(List.of(command));
        return all;
    }

    private static List<String> words(String format, Object... arguments) {
        return List.of(format.formatted(arguments).split(" "));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process daemon : daemons.values()) {
            List<ProcessHandle> all = new ArrayList<>(daemon.descendants().toList());
            daemon.destroy();
            if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
                daemon.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            // One that still runs would write into the directory that is deleted below.
            Daemon.end(all);
        }
        for (String namespace : namespaces) {
            Shell.run("", words("ip netns del %s", namespace));
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
