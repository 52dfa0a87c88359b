// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;

/** MariaDB of the machine, with an empty database {@code cdc} and a user of the same name. */
public final class MariaDbServer implements AutoCloseable {
    public static final String PASSWORD = "maria-SECRET-11";

    private final Path directory = ServerProcess.directory("mariadb");
    private final int port = ServerProcess.freePort();
    private ServerProcess server;

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

    void start() throws Exception {
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

    void stop() throws IOException {
        server.close();
    }

    void kill() {
        server.kill();
    }

    public String uri() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/cdc";
    }

    public Connection connect() throws Exception {
        return DriverManager.getConnection(uri(), "cdc", PASSWORD);
    }

    @Override
    public void close() throws IOException {
        server.close();
        ServerProcess.delete(directory);
    }
}
