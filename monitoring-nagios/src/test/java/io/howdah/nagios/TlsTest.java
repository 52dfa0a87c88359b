// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Thresholds;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https with the JVM's trust: what it trusts is checked, what it does not is UNKNOWN with the reason. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Check STATE = Checks.find("namenode-state").orElseThrow();

    private static HttpsServer server;
    private static SSLContext context;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "nn",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=nn",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("nn", keys.getCertificate("nn"));
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            boolean state = exchange.getRequestURI().toString().contains("::State");
            byte[] body = ("{\"beans\":[{\"" + (state ? "State\":\"active" : "Safemode\":\"") + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void trustedCertificate_isChecked() {
        SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        try {
            assertThat(run("127.0.0.1").status()).isEqualTo(Status.OK);
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(before);
        }
    }

    @Test
    void certificateOfAnotherName_isUnknown() {
        SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        try {
            CheckResult result = run("localhost");
            assertThat(result.status()).isEqualTo(Status.UNKNOWN);
            assertThat(result.summary()).contains("TLS: ", "localhost");
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(before);
        }
    }

    @Test
    void certificateThatTheJvmDoesNotTrust_isUnknown() {
        CheckResult result = run("127.0.0.1");
        assertThat(result.status()).isEqualTo(Status.UNKNOWN);
        assertThat(result.render(false))
                .contains("TLS: ")
                .contains("certification path")
                .hasLineCount(1);
    }

    private static CheckResult run(String host) {
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort());
        return new CheckRunner(Duration.ofSeconds(30)).run(STATE, List.of(url), Thresholds.defaults(STATE));
    }
}
