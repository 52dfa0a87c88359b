// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** RabbitMQ of the machine, started by root. Needs amqp-client on the class path. */
public final class RabbitMqServer implements AutoCloseable {
    /** Of its user {@code cdc}. */
    public static final String PASSWORD = "rabbit-SECRET-47";
    /** Largest message it takes, in bytes. */
    public static final int MAX_MESSAGE = 200_000;

    private final Path directory = ServerProcess.directory("rabbitmq");
    private final int port = FreePorts.any();
    private final int tlsPort = FreePorts.any();
    private final int epmdPort = FreePorts.any();
    private final Map<String, String> environment = new HashMap<>();
    private final ServerProcess epmd;
    private ServerProcess server;

    /** Starts it, and returns when it answers. */
    public RabbitMqServer() throws Exception {
        for (String name : new String[] {"mnesia", "log", "home"}) {
            Files.createDirectory(directory.resolve(name));
        }
        TestCertificate certificate = TestCertificate.in(directory);
        Files.writeString(
                directory.resolve("rabbitmq.conf"),
                String.join(
                        "\n",
                        "listeners.tcp.1 = 127.0.0.1:" + port,
                        "listeners.ssl.1 = 127.0.0.1:" + tlsPort,
                        "ssl_options.certfile = " + certificate.certificate(),
                        "ssl_options.keyfile = " + certificate.key(),
                        "ssl_options.verify = verify_none",
                        "default_user = cdc",
                        "default_pass = " + PASSWORD,
                        "disk_free_limit.absolute = 50MB",
                        "max_message_size = " + MAX_MESSAGE,
                        ""));
        Files.writeString(directory.resolve("env.conf"), "");
        Files.writeString(directory.resolve("plugins"), "[].");
        ServerProcess.run(Map.of(), "chown", "-R", "rabbitmq", directory.toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", directory.resolve("env.conf").toString());
        environment.put("RABBITMQ_NODENAME", "howdah" + port + "@localhost");
        environment.put("RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString());
        environment.put("RABBITMQ_LOG_BASE", directory.resolve("log").toString());
        environment.put(
                "RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("plugins").toString());
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(FreePorts.any()));
        environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
        // Erlang would leave one behind that is nobody's child.
        epmd = ServerProcess.start(environment, directory.resolve("epmd.out"), ServerProcess.as("rabbitmq", "epmd"));
        epmd.await(() -> ServerProcess.listens(epmdPort));
        start();
    }

    /** Starts it again. */
    public void start() throws Exception {
        server = ServerProcess.start(
                environment,
                directory.resolve("server.out"),
                ServerProcess.as("rabbitmq", "/usr/lib/rabbitmq/bin/rabbitmq-server"));
        server.await(() -> {
            connect().close();
            return true;
        });
    }

    /** Ends it as an operator would. */
    public void stop() throws IOException {
        server.close();
    }

    /** Ends it as a crash would. */
    public void kill() {
        server.kill();
    }

    /** Raises or ends its memory alarm: while it lasts nothing is read from connections that publish. */
    public void memoryAlarm(boolean raised) throws Exception {
        ServerProcess.run(
                environment,
                ServerProcess.as(
                        "rabbitmq",
                        "/usr/lib/rabbitmq/bin/rabbitmqctl",
                        "set_vm_memory_high_watermark",
                        raised ? "0" : "0.6"));
    }

    /** {@return its address, without user and password} */
    public String uri() {
        return "amqp://127.0.0.1:" + port + "/%2F";
    }

    /** {@return its address over TLS} */
    public String tlsUri() {
        return "amqps://127.0.0.1:" + tlsPort + "/%2F";
    }

    /** {@return a PKCS#12 file with the only certificate to trust} */
    public Path truststore() {
        return directory.resolve("trust.p12");
    }

    /** {@return a new connection: to be closed} */
    public Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername("cdc");
        factory.setPassword(PASSWORD);
        return factory.newConnection("test");
    }

    /** A file as an operator would write it. */
    public static Path credentials(Path directory, String user, String password) throws IOException {
        Path file = directory.resolve(user + "-" + Integer.toHexString(password.hashCode()) + ".properties");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String content = "user=" + user + "\npassword=" + password + "\n";
        return Files.writeString(file, content + "truststore.password=" + TestCertificate.STORE_PASSWORD + "\n")
                .toAbsolutePath();
    }

    @Override
    public void close() throws IOException {
        server.close();
        epmd.close();
        ServerProcess.delete(directory);
    }
}
