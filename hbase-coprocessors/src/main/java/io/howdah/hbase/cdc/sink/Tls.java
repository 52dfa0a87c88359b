// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust on TLS connections. */
final class Tls {
    private Tls() {}

    /** @param truststore PKCS#12 file; empty for the certificates of the JVM */
    static SSLContext context(String truststore, Credentials credentials) throws IOException, GeneralSecurityException {
        if (truststore.isEmpty()) {
            return SSLContext.getDefault();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(truststore))) {
            store.load(in, credentials.truststorePassword());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
