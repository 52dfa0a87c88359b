// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** Logs in to a secure cluster: from a keytab, or with the ticket that kinit left. */
final class KerberosLogin {
    private KerberosLogin() {}

    /**
     * Logs in when the configuration asks for Kerberos. The login is the JVM's, so that Hadoop's RPC client renews it
     * while a long command runs.
     *
     * @param principal null = use the ticket cache
     * @param keytab the principal's keytab
     * @throws IllegalArgumentException when only one of the two is given or the keytab is not readable
     * @throws IOException when there are no credentials, in one line
     */
    static void login(Configuration configuration, String principal, Path keytab) throws IOException {
        if ((principal == null) != (keytab == null)) {
            throw new IllegalArgumentException("--principal " + principal + " --keytab " + keytab
                    + ": one without the other; allowed: both, or none");
        }
        UserGroupInformation.setConfiguration(configuration);
        if (!UserGroupInformation.isSecurityEnabled()) {
            return;
        }
        if (principal != null) {
            if (!Files.isReadable(keytab)) {
                throw new IllegalArgumentException(keytab + ": not readable; allowed: the keytab of " + principal);
            }
            try {
                UserGroupInformation.loginUserFromKeytab(principal, keytab.toString());
            } catch (IOException e) {
                throw new IOException(
                        principal + ": no login with keytab " + keytab + ": " + reason(e)
                                + "; allowed: a keytab with this principal's current key",
                        e);
            }
            return;
        }
        UserGroupInformation user = UserGroupInformation.getCurrentUser();
        if (!user.hasKerberosCredentials() && user.getTokens().isEmpty()) {
            throw new IOException(user.getUserName() + ": no Kerberos ticket, and the cluster wants one;"
                    + " allowed: kinit, or --principal NAME --keytab FILE");
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
