// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.util.JaasConfiguration;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Whom this JVM is towards Hadoop and ZooKeeper. With a keytab both renew their tickets by themselves; without one Hadoop
 * uses the ticket of kinit, and ZooKeeper the section {@code Client} of the JVM's own JAAS file, if there is one.
 *
 * @param loggedIn whether ZooKeeper should use the login of {@link #with}
 */
public record KerberosLogin(boolean loggedIn) {
    private static final String SECTION = "HowdahHaClient";

    /** Nobody in particular. */
    public static KerberosLogin none() {
        return new KerberosLogin(false);
    }

    /**
     * Logs in, for the whole JVM.
     *
     * @param principal {@code _HOST} in it stands for this host's name
     * @throws InvalidInputException when the keytab cannot be read, or the KDC does not know this pair (no secret in the text)
     */
    public static KerberosLogin with(String principal, Path keytab) {
        if (!Files.isReadable(keytab)) {
            throw InvalidInputException.of("--keytab", keytab.toString(), "a file this user can read");
        }
        try {
            String name = SecurityUtil.getServerPrincipal(
                    principal, InetAddress.getLocalHost().getCanonicalHostName());
            UserGroupInformation.loginUserFromKeytab(name, keytab.toString());
            javax.security.auth.login.Configuration.setConfiguration(
                    new JaasConfiguration(SECTION, name, keytab.toString()));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "--principal " + principal + ": no login with " + keytab + ": " + Answer.oneLine(e));
        }
        return new KerberosLogin(true);
    }

    /** How a ZooKeeper client of this JVM is to log in; empty: as its defaults say. */
    public Optional<ZKClientConfig> zooKeeper() {
        if (!loggedIn) {
            return Optional.empty();
        }
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "true");
        config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, SECTION);
        return Optional.of(config);
    }
}
