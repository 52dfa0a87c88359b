// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;

/** MariaDB of the machine, started by root, with an empty database {@code cdc} and a user of the same name.
 * Needs the MariaDB driver on the class path. */
public final class MariaDbServer implements AutoCloseable {
    /** Of its user {@code cdc}. */
    public static final String PASSWORD = "maria-SECRET-11";

    private final Path directory = ServerProcess.directory("mariadb");
    private final int port = FreePorts.any();
    private ServerProcess server;

    /** Starts it, and returns when it answers. */
    public MariaDbServer() throws Exception {
        ServerProcess.run(Map.of(), "chown", "mysql", directory.toString());
        ServerProcess.run(
                Map.of(),
                "mariadb-install-db",
                "--no-defaults",
                "--user=mysql",
                "--datadir=" + directory.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        start();
        try (Connection root = DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", "root", "");
                Statement statement = root.createStatement()) {
            statement.execute("CREATE DATABASE cdc");
            statement.execute("CREATE USER 'cdc'@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "'");
            statement.execute("CREATE USER 'cdc'@'localhost' IDENTIFIED BY '" + PASSWORD + "'");
            statement.execute("GRANT ALL ON cdc.* TO 'cdc'@'127.0.0.1'");
            statement.execute("GRANT ALL ON cdc.* TO 'cdc'@'localhost'");
        }
    }

    /** Starts it again. */
    public void start() throws Exception {
        server = ServerProcess.start(
                Map.of(),
                directory.resolve("server.out"),
                ServerProcess.as(
                        "mysql",
                        "mariadbd",
                        "--no-defaults",
                        "--datadir=" + directory.resolve("data"),
                        "--socket=" + directory.resolve("s.sock"),
                        "--pid-file=" + directory.resolve("pid"),
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--innodb-buffer-pool-size=32M",
                        "--innodb-log-file-size=16M",
                        "--max-allowed-packet=1M",
                        "--performance-schema=OFF"));
        server.await(() -> {
            DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", "root", "")
                    .close();
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

    /** {@return its JDBC address, without user and password} */
    public String uri() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/cdc";
    }

    /** {@return a new connection: to be closed} */
    public Connection connect() throws Exception {
        return DriverManager.getConnection(uri(), "cdc", PASSWORD);
    }

    @Override
    public void close() throws IOException {
        server.close();
        ServerProcess.delete(directory);
    }
}
