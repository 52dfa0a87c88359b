// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.lab.LabSpec.Addressing;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A highly available HDFS of real processes in network namespaces. Hosts 1 and 2: NameNode, ZKFC, JournalNode,
 * ZooKeeper, and keepalived with the agent where the spec asks for them. Host 3: JournalNode, ZooKeeper, DataNode. Host
 * 4 has no daemon: clients and the observer run there, out of the way of every fault. Logs stay under
 * {@code target/ha-lab}. Closing ends every process, mount and namespace, also after a failed start. Not thread-safe.
 */
public final class HaLab implements AutoCloseable {
    public static final String VIP = HostConf.VIP;
    /** Where clients and the observer run. */
    public static final int CLIENT = 4;

    private final LabSpec spec;
    private final NetworkLab network;
    private final HostConf conf;
    private final Path logs;
    private final Map<Integer, Map<Kind, Daemon>> daemons = new TreeMap<>();
    private final Map<String, Integer> hostsByMac = new TreeMap<>();
    private final List<Path> mounts = new ArrayList<>();

    /** @param name of the directory for the logs, below target/ha-lab */
    public HaLab(String name, LabSpec spec) throws IOException, InterruptedException {
        this.spec = spec;
        logs = Files.createDirectories(
                Path.of("target", "ha-lab", name + "-" + ProcessHandle.current().pid()));
        network = new NetworkLab(CLIENT);
        conf = new HostConf(spec, network.directory());
        try {
            // The check script's user writes keepalived's heartbeat.
            String nobody = Shell.ok(List.of("id", "-u", "nobody")).strip();
            for (int host = 1; host <= CLIENT; host++) {
                hostsByMac.put(network.mac(host), host);
                mount(conf.memory(host), "4m,uid=0");
                Shell.ok(List.of("install", "-d", "-o", nobody, conf.run(host).toString()));
                mount(conf.edits(host), "96m,uid=0");
                conf.write(host);
            }
            script(conf.fenceDevice(), "#!/bin/sh\n[ ! -e " + conf.fenceDeviceDown() + " ]\n");
            for (int host = 1; host <= HostConf.HOSTS; host++) {
                define(host);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    public NetworkLab network() {
        return network;
    }

    public Path logs() {
        return logs;
    }

    LabSpec spec() {
        return spec;
    }

    Map<String, Integer> hostsByMac() {
        return hostsByMac;
    }

    HostConf conf() {
        return conf;
    }

    public boolean has(Kind kind, int host) {
        return daemons.get(host).containsKey(kind);
    }

    public Daemon daemon(Kind kind, int host) {
        Daemon daemon = daemons.get(host).get(kind);
        if (daemon == null) {
            throw new IllegalArgumentException("host " + host + " has no " + kind);
        }
        return daemon;
    }

    /** In the order in which a host starts them. */
    public List<Daemon> daemons(int host) {
        return List.copyOf(daemons.get(host).values());
    }

    private void define(int host) throws IOException, InterruptedException {
        Map<Kind, Daemon> own = new EnumMap<>(Kind.class);
        daemons.put(host, own);
        java(own, host, Kind.ZOOKEEPER, conf.conf(host).resolve("zoo.cfg").toString());
        java(own, host, Kind.JOURNALNODE);
        if (host == HostConf.HOSTS) {
            java(own, host, Kind.DATANODE);
            return;
        }
        if (spec.fencing().contains("sshfence")) {
            List<String> command = new SshServer(network.directory()).prepare(host);
            Path log = logs.resolve("host" + host + "-sshd.log");
            own.put(
                    Kind.SSHD,
                    new Daemon(
                            Kind.SSHD,
                            host,
                            log,
                            () -> new ProcessBuilder(network.inside(host, command.toArray(String[]::new)))
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                                    .start()));
        }
        java(own, host, Kind.NAMENODE);
        java(own, host, Kind.ZKFC);
        if (spec.addressing() == Addressing.NONE) {
            return;
        }
        Path keepalived = conf.data(host, "keepalived.conf");
        Files.writeString(keepalived, conf.keepalived(host));
        if (spec.addressing() == Addressing.HOWDAH) {
            script(
                    conf.checkScript(),
                    HostConf.file(conf.plan(host), NodeFiles.CHECK_SCRIPT).content());
            java(
                    own,
                    host,
                    Kind.AGENT,
                    "agent",
                    "--conf",
                    conf.conf(host).toString(),
                    "--node",
                    HostConf.address(host));
        } else {
            script(network.directory().resolve("is-active"), PLAIN_CHECK);
        }
        own.put(
                Kind.KEEPALIVED,
                new Daemon(
                        Kind.KEEPALIVED,
                        host,
                        network.directory(host).resolve("keepalived.log"),
                        () -> network.startKeepalived(host, keepalived)));
    }

    /** Without curl: bash opens the connection itself. */
    private static final String PLAIN_CHECK = """
            #!/bin/bash
            hostport=${1#http://}
            exec 3<>"/dev/tcp/${hostport%:*}/${hostport#*:}" || exit 1
            printf 'GET /isActive HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$hostport" >&3
            read -r _ code _ <&3
            [ "$code" = 200 ]
            """;

    private static void script(Path path, String content) throws IOException {
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void java(Map<Kind, Daemon> own, int host, Kind kind, String... arguments) {
        Path log = logs.resolve("host" + host + "-" + kind.name().toLowerCase(java.util.Locale.ROOT) + ".log");
        own.put(kind, new Daemon(kind, host, log, () -> launch(host, kind, log, arguments)));
    }

    /** Starts a JVM on the host: the test's class path behind the host's own configuration. */
    Process launch(int host, Kind kind, Path log, String... arguments) throws IOException {
        Path argFile = conf.conf(host).resolve(kind + ".args");
        Files.writeString(argFile, "-cp \"" + conf.conf(host) + ":" + System.getProperty("java.class.path") + "\"\n");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(kind.jvmOptions());
        command.add("-Djdk.net.hosts.file=" + conf.conf(host).resolve("hosts"));
        command.add("-Djava.io.tmpdir=" + conf.data(host, "tmp"));
        command.add("@" + argFile);
        command.add(kind.program());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(network.inside(host, command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Formats and starts everything; returns once one NameNode is active and the other is standby. */
    public HaLab start() throws Exception {
        try {
            startAll();
            return this;
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private void startAll() throws Exception {
        for (int host = 1; host <= HostConf.HOSTS; host++) {
            daemon(Kind.ZOOKEEPER, host).start();
            daemon(Kind.JOURNALNODE, host).start();
        }
        // Formatting waits for the servers by itself, but not as long as a busy machine takes.
        Await.until("the JournalNodes listen", () -> {
            for (int host = 1; host <= HostConf.HOSTS; host++) {
                if (!daemon(Kind.JOURNALNODE, host).alive()) {
                    throw new IOException("a JournalNode ended; see " + logs);
                }
                if (!daemon(Kind.JOURNALNODE, host).log().contains("IPC Server Responder: starting")) {
                    return false;
                }
            }
            return true;
        });
        Process format = launch(1, Kind.NAMENODE, logs.resolve("format.log"), "-format", "-nonInteractive");
        Process znode = launch(
                1,
                Kind.ZKFC,
                logs.resolve("format-zk.log"),
                "-Dha.failover-controller.active-standby-elector.zk.op.retries=30",
                "-formatZK",
                "-nonInteractive");
        end(format, "format.log");
        // What -bootstrapStandby would fetch over HTTP from a NameNode that has been formatted and not used yet.
        copy(conf.edits(1), conf.edits(2));
        for (int host = 1; host <= 2; host++) {
            daemon(Kind.NAMENODE, host).start();
        }
        daemon(Kind.DATANODE, HostConf.HOSTS).start();
        end(znode, "format-zk.log");
        for (int host = 1; host <= 2; host++) {
            if (has(Kind.SSHD, host)) {
                daemon(Kind.SSHD, host).start();
            }
            daemon(Kind.ZKFC, host).start();
            if (spec.addressing() == Addressing.HOWDAH) {
                network.nft(host, VipGate.render(conf.plan(host).instances().get(0)));
                daemon(Kind.AGENT, host).start();
            }
            if (spec.addressing() != Addressing.NONE) {
                daemon(Kind.KEEPALIVED, host).start();
            }
        }
        awaitHealthy();
    }

    /** Starts an observer on the client's host; it watches until the lab is closed or it is. */
    public Watch watch() throws Exception {
        return new Watch(this);
    }

    /** As {@link #awaitHealthy}; meanwhile whatever ended is started again, as a service manager does. */
    public int awaitRecovered() throws Exception {
        return Await.value(
                        () -> {
                            List<Daemon> started = startMissing();
                            return health(started);
                        },
                        Health::good)
                .active();
    }

    /** @return what was not running */
    private List<Daemon> startMissing() throws IOException, InterruptedException {
        List<Daemon> missing = new ArrayList<>();
        for (int host : daemons.keySet()) {
            for (Daemon daemon : daemons(host)) {
                if (!daemon.alive()) {
                    missing.add(daemon.start());
                }
            }
        }
        return missing;
    }

    /** One active, one standby, and the address answers on the active's host where somebody moves it. */
    public int awaitHealthy() throws Exception {
        return Await.value(() -> health(List.of()), Health::good).active();
    }

    /**
     * What a test waits for, and reads when it waits in vain.
     *
     * @param roles of the hosts 1 and 2
     * @param answering MAC addresses that answer for the address; the active's where nobody moves it
     * @param started daemons that had ended
     */
    private record Health(List<String> roles, List<String> answering, String macOfActive, List<Daemon> started) {
        boolean good() {
            return roles.contains("active") && roles.contains("standby") && answering.equals(List.of(macOfActive));
        }

        int active() {
            return roles.indexOf("active") + 1;
        }
    }

    /** Asked anew each time, as a NameNode that slept may still say that it is active before it ends. */
    private Health health(List<Daemon> started) throws IOException, InterruptedException {
        List<String> roles = List.of(role(1), role(2));
        int active = roles.indexOf("active") + 1;
        String mac = active == 0 ? "" : network.mac(active);
        List<String> answering = spec.addressing() == Addressing.NONE ? List.of(mac) : network.arpOwners(CLIENT, VIP);
        return new Health(roles, answering, mac, started);
    }

    public void awaitActive(int host) {
        awaitRole(host, "active");
    }

    /** For a role that lasts: {@link #role} says "none" when a busy machine answers late, and is asked again then. */
    public void awaitRole(int host, String role) {
        Await.value(() -> role(host), role::equals);
    }

    /** Host {@code host} and no other answers for the address. */
    public void awaitAnswers(int host) throws Exception {
        Await.value(() -> network.arpOwners(CLIENT, VIP), List.of(network.mac(host))::equals);
    }

    /** Nobody answers for the address. */
    public void awaitDark() {
        Await.value(() -> network.arpOwners(CLIENT, VIP), List::isEmpty);
    }

    /** {@code active}, {@code standby} or {@code none}, as the NameNode's web server tells a client. */
    public String role(int host) throws IOException, InterruptedException {
        String answer = get(host, "/isActive", "head -1");
        return answer.contains(" 200 ") ? "active" : answer.contains(" 405 ") ? "standby" : "none";
    }

    /** As {@link #awaitRecovered}, and both NameNodes have left safe mode: the standby is one that has been up for long. */
    public int awaitReady() throws Exception {
        int active = awaitRecovered();
        Await.until("no NameNode is in safe mode", () -> inNoSafeMode(1) && inNoSafeMode(2));
        return active;
    }

    /** By how many seconds the host's wall clock is ahead, as its NameNode's web server dates an answer. */
    public long secondsAhead(int host) throws IOException, InterruptedException {
        String date = get(host, "/isActive", "grep -m1 Date:").strip().substring("Date: ".length());
        return Duration.between(Instant.now(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                .toSeconds();
    }

    private boolean inNoSafeMode(int host) throws IOException, InterruptedException {
        return get(host, "/jmx?get=Hadoop:service=NameNode,name=NameNodeInfo::Safemode", "cat")
                .contains("\"Safemode\" : \"\"");
    }

    private String get(int host, String path, String filter) throws IOException, InterruptedException {
        String ask = "exec 3<>/dev/tcp/%s/%d && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && %s <&3"
                .formatted(HostConf.address(host), HostConf.HTTP_PORT, path, filter);
        return network.run(CLIENT, "timeout", "2", "bash", "-c", ask).output();
    }

    /** {@code haadmin -failover}, as an operator asks for it; again while the target's ZKFC calls it not healthy yet. */
    public void failover(int from, int to) throws Exception {
        Path log = logs.resolve("haadmin.log");
        Await.until("haadmin -failover succeeds", () -> {
            Process haadmin = launch(CLIENT, Kind.HAADMIN, log, "-failover", "nn" + from, "nn" + to);
            return haadmin.waitFor() == 0;
        });
    }

    /** Runs {@code howdah ha} on the host, as an operator does. */
    public Shell.Result howdah(int host, String... arguments) throws IOException, InterruptedException {
        Path log = logs.resolve("howdah-" + host + "-" + System.nanoTime() + ".log");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--conf", conf.conf(host).toString()));
        Process process = launch(host, Kind.AGENT, log, all.toArray(String[]::new));
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("howdah ha " + all + " does not end: " + Files.readString(log));
        }
        return new Shell.Result(process.exitValue(), Files.readString(log));
    }

    /** Takes the host's power: the cable first, so that nobody hears its processes die; then all of them at once. */
    public void powerOff(int host) throws IOException, InterruptedException {
        network.cable(host, false);
        Daemon.end(network.processes(host));
    }

    /** Boots the host: memory is empty, disks are as they were, then every daemon starts. */
    public void powerOn(int host) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(conf.run(host))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        network.run(host, "ip", "addr", "del", VIP + "/24", "dev", "eth0");
        network.nft(host, "flush ruleset\n");
        if (spec.addressing() == Addressing.HOWDAH && host <= 2) {
            network.nft(host, VipGate.render(conf.plan(host).instances().get(0)));
        }
        network.cable(host, true);
        for (Daemon daemon : daemons(host)) {
            daemon.start();
        }
    }

    /** Ends every fault: cables, rules, full disks, stopped processes; then starts what is not running. */
    public void repair() throws IOException, InterruptedException {
        network.heal();
        fenceDevice(true);
        for (int host : daemons.keySet()) {
            network.cable(host, true);
            network.link(host, true);
            unfill(conf.run(host));
            unfill(conf.edits(host));
            for (Daemon daemon : daemons(host)) {
                if (daemon.alive()) {
                    daemon.thaw();
                }
            }
        }
        startMissing();
    }

    /** Fills a directory of the lab that is a tmpfs of its own, to the last byte. */
    public void fill(Path tmpfs) throws IOException, InterruptedException {
        Shell.Result result = Shell.run("", List.of("dd", "if=/dev/zero", "of=" + tmpfs.resolve("ballast"), "bs=4k"));
        if (!result.output().contains("No space left")) {
            throw new IOException(tmpfs + " is not full: " + result.output());
        }
    }

    /** While it is down, fencing fails. */
    public void fenceDevice(boolean up) throws IOException {
        if (up) {
            Files.deleteIfExists(conf.fenceDeviceDown());
        } else {
            Files.writeString(conf.fenceDeviceDown(), "");
        }
    }

    public void unfill(Path tmpfs) throws IOException {
        Files.deleteIfExists(tmpfs.resolve("ballast"));
    }

    private void end(Process process, String log) throws IOException, InterruptedException {
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            String text = Files.readString(logs.resolve(log));
            throw new IOException((ended ? "exit " + process.exitValue() : "no end after 5 minutes") + ", see "
                    + logs.resolve(log) + ": ..." + text.substring(Math.max(0, text.length() - 1000)));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void mount(Path directory, String size) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Shell.ok(List.of("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + size, "tmpfs", directory.toString()));
        mounts.add(directory);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (int host = 1; host <= CLIENT; host++) {
            Daemon.end(network.processes(host));
        }
        for (int host = 1; host <= 2; host++) {
            Files.writeString(logs.resolve("host" + host + "-keepalived.log"), network.keepalivedLog(host));
        }
        for (Path mount : mounts) {
            // Lazily: another process of the machine may have a namespace that still sees it.
            Shell.run("", List.of("umount", "-l", mount.toString()));
        }
        network.close();
    }
}
