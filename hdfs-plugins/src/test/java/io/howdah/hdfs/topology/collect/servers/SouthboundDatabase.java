// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.servers;

import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real ovsdb-server with OVN's southbound schema, on a unix socket. */
public final class SouthboundDatabase implements AutoCloseable {
    private static final String SCHEMA = "/usr/share/ovn/ovn-sb.ovsschema";

    private final Path socket;
    private final Process server;
    private int ports;

    private SouthboundDatabase(Path socket, Process server) {
        this.socket = socket;
        this.server = server;
    }

    /** Starts one in an existing directory. */
    public static SouthboundDatabase start(Path directory) throws IOException, InterruptedException {
        Path data = directory.resolve("sb.db").toAbsolutePath();
        Path socket = directory.resolve("sb.sock").toAbsolutePath();
        Files.deleteIfExists(data);
        Files.deleteIfExists(socket);
        Shell.ok(List.of("ovsdb-tool", "create", data.toString(), SCHEMA));
        Process server = new ProcessBuilder(
                        "ovsdb-server",
                        data.toString(),
                        "--remote=punix:" + socket,
                        "--unixctl=" + directory.resolve("ctl").toAbsolutePath())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ovsdb.log").toFile())
                .start();
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (!Files.exists(socket)) {
            if (!server.isAlive() || Instant.now().isAfter(deadline)) {
                server.destroyForcibly();
                throw new IOException(Files.readString(directory.resolve("ovsdb.log")));
            }
            Thread.sleep(50);
        }
        SouthboundDatabase database = new SouthboundDatabase(socket, server);
        database.sbctl("--", "--id=@dp", "create", "Datapath_Binding", "tunnel_key=1");
        return database;
    }

    /** {@return its address} */
    public String address() {
        return "unix:" + socket;
    }

    /** A hypervisor registers. */
    public void chassis(String name, String hostName, String ip) throws IOException, InterruptedException {
        sbctl("chassis-add", name, "geneve", ip);
        sbctl("set", "Chassis", name, "hostname=" + hostName);
    }

    /** A machine's interface, bound nowhere yet. */
    public void port(String name, String macAndAddresses) throws IOException, InterruptedException {
        String datapath =
                sbctl("--bare", "--columns=_uuid", "list", "Datapath_Binding").trim();
        sbctl(
                "create",
                "Port_Binding",
                "logical_port=" + name,
                "datapath=" + datapath,
                "tunnel_key=" + ++ports,
                "mac=\"" + macAndAddresses + "\"");
    }

    /** Binds or moves it. */
    public void bind(String port, String chassis) throws IOException, InterruptedException {
        sbctl("--if-exists", "lsp-unbind", port);
        sbctl("lsp-bind", port, chassis);
    }

    private String sbctl(String... words) throws IOException, InterruptedException {
        return Shell.ok(Stream.concat(
                        Stream.of("ovn-sbctl", "--db=" + address(), "--timeout=20", "--no-leader-only"),
                        Stream.of(words))
                .toList());
    }

    @Override
    public void close() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }
}
