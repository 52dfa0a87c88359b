// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.KerberosLogin;
import io.howdah.ha.core.InvalidInputException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Who asks; the same for every verb that talks to daemons. */
final class LoginOptions {
    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "Secure cluster: Kerberos principal of --keytab; _HOST is this host (default: kinit's).")
    private String principal;

    @Option(names = "--keytab", paramLabel = "FILE", description = "Secure cluster: keytab of --principal.")
    private Path keytab;

    /** After the configuration is loaded. */
    KerberosLogin login() {
        if (principal == null && keytab == null) {
            return KerberosLogin.none();
        }
        if (principal == null || keytab == null) {
            throw InvalidInputException.of(
                    principal == null ? "--principal" : "--keytab", null, "both --principal and --keytab, or neither");
        }
        return KerberosLogin.with(principal, keytab);
    }
}
