// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.security.User;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.util.KerberosUtil;

/** Logs in to a secure HBase and its ZooKeeper: from a keytab, or with the ticket that kinit left. */
final class KerberosLogin {
    private static final String HADOOP_AUTHENTICATION = "hadoop.security.authentication";

    /** The entry that ZooKeeper's client looks for. */
    private static final String ZOOKEEPER_CLIENT = "Client";

    private KerberosLogin() {}

    /**
     * Logs in when the configuration asks for Kerberos. The login is the JVM's, so that HBase's RPC client renews it while a
     * long command runs. Where the configuration has {@code hbase.zookeeper.client.kerberos.principal}, as the servers' has
     * with a SASL ZooKeeper, the same credentials go to ZooKeeper; a JAAS file given to the JVM comes first.
     *
     * @param configuration of the client; what Hadoop needs is set in it
     * @param givenPrincipal null = {@code hbase.client.keytab.principal}, or the ticket cache
     * @param givenKeytab the principal's keytab; null = {@code hbase.client.keytab.file}
     * @throws IllegalArgumentException when only one of the two is given or the keytab is not readable
     * @throws IOException when there are no credentials, in one line
     */
    static void login(Configuration configuration, String givenPrincipal, Path givenKeytab) throws IOException {
        if ((givenPrincipal == null) != (givenKeytab == null)) {
            throw new IllegalArgumentException("--principal " + givenPrincipal + " --keytab " + givenKeytab
                    + ": one without the other; allowed: both, or none");
        }
        if (!User.isHBaseSecurityEnabled(configuration)) {
            return;
        }
        // HBase's client takes both for granted; who brings hbase-site.xml alone means the same.
        configuration.set(HADOOP_AUTHENTICATION, "kerberos");
        UserGroupInformation.setConfiguration(configuration);
        String principal = givenPrincipal;
        String keytab = givenKeytab == null ? null : givenKeytab.toString();
        if (principal == null && configuration.get("hbase.client.keytab.file") != null) {
            principal = configuration.get("hbase.client.keytab.principal");
            keytab = configuration.get("hbase.client.keytab.file");
        }
        if (principal == null) {
            UserGroupInformation user = UserGroupInformation.getCurrentUser();
            if (!user.hasKerberosCredentials()) {
                throw new IOException(user.getUserName() + ": no Kerberos ticket, and the cluster wants one;"
                        + " allowed: kinit, or --principal NAME --keytab FILE");
            }
            zooKeeper(configuration, user.getUserName(), null);
            return;
        }
        if (!Files.isReadable(Path.of(keytab))) {
            throw new IllegalArgumentException(keytab + ": not readable; allowed: the keytab of " + principal);
        }
        try {
            UserGroupInformation.loginUserFromKeytab(principal, keytab);
        } catch (IOException e) {
            throw new IOException(
                    principal + ": no login with keytab " + keytab + ": " + reason(e)
                            + "; allowed: a keytab with this principal's current key",
                    e);
        }
        zooKeeper(configuration, principal, keytab);
    }

    /** Not by HBase's ZKAuthentication: for a ticket it asks for a key to store as well, and JAAS refuses that. */
    private static void zooKeeper(Configuration configuration, String principal, String keytab) {
        if (configuration.get(HConstants.ZK_CLIENT_KERBEROS_PRINCIPAL) == null
                || System.getProperty("java.security.auth.login.config") != null) {
            return;
        }
        Map<String, String> options =
                new HashMap<>(Map.of("principal", principal, "doNotPrompt", "true", "refreshKrb5Config", "true"));
        if (keytab == null) {
            options.put("useTicketCache", "true");
            String cache = System.getenv("KRB5CCNAME");
            if (cache != null) {
                options.put("ticketCache", cache);
            }
        } else {
            options.putAll(Map.of("useKeyTab", "true", "storeKey", "true", "keyTab", keytab));
        }
        AppConfigurationEntry[] client = {
            new AppConfigurationEntry(KerberosUtil.getKrb5LoginModuleName(), LoginModuleControlFlag.REQUIRED, options)
        };
        javax.security.auth.login.Configuration.setConfiguration(new javax.security.auth.login.Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return ZOOKEEPER_CLIENT.equals(name) ? client.clone() : null;
            }
        });
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
