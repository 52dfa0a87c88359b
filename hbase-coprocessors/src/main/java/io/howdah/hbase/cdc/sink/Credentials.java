// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.Set;

/** User and password from a file that nobody else may read. Read anew for each connection, so that they may change. */
final class Credentials {
    private static final Set<PosixFilePermission> ALLOWED =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final long LONGEST = 65_536;

    private final Properties properties;

    private Credentials(Properties properties) {
        this.properties = properties;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it is missing, others may read it, or it lacks user or password; no content is in the message
     */
    static Credentials read(Path file) throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, PosixFileAttributes.class);
        } catch (IOException e) {
            throw new IOException(
                    "credentials file " + file + " cannot be read: "
                            + e.getClass().getSimpleName(),
                    e);
        }
        String owner = attributes.owner().getName();
        String self = System.getProperty("user.name");
        if (!attributes.isRegularFile()
                || attributes.size() > LONGEST
                || !ALLOWED.containsAll(attributes.permissions())
                || !(owner.equals("root") || owner.equals(self))) {
            throw new IOException("credentials file " + file + " is not safe: a regular file of root or " + self
                    + " with mode 600 or 400 is; this one is of " + owner + ", mode "
                    + PosixFilePermissions.toString(attributes.permissions()));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            // The message of the cause may hold a piece of the file.
            throw new IOException("credentials file " + file + " is not a Java properties file");
        }
        for (String name : new String[] {"user", "password"}) {
            if (properties.getProperty(name) == null) {
                throw new IOException("credentials file " + file + " has no '" + name + "'");
            }
        }
        return new Credentials(properties);
    }

    String user() {
        return properties.getProperty("user");
    }

    String password() {
        return properties.getProperty("password");
    }

    /** The password of the trust store; empty if there is none. */
    char[] truststorePassword() {
        return properties.getProperty("truststore.password", "").toCharArray();
    }
}
