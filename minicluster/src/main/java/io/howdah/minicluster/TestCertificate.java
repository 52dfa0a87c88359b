// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;

/**
 * A certificate of 127.0.0.1 that signed itself, made with the JDK.
 *
 * @param certificate PEM
 * @param key PEM
 */
record TestCertificate(Path certificate, Path key) {
    static final String STORE_PASSWORD = "changeit";

    /** Makes both, and {@code trust.p12} with the certificate alone. */
    static TestCertificate in(Path directory) throws Exception {
        Path pair = directory.resolve("pair.p12");
        ServerProcess.run(
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mq",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                pair.toString(),
                "-storepass",
                STORE_PASSWORD);
        char[] password = STORE_PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pair)) {
            store.load(in, password);
        }
        Certificate certificate = store.getCertificate("mq");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("mq", certificate);
        try (OutputStream out = Files.newOutputStream(directory.resolve("trust.p12"))) {
            trust.store(out, password);
        }
        return new TestCertificate(
                pem(directory.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
                pem(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        store.getKey("mq", password).getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
