// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A stand-in for XAPI: an https server that answers the few JSON-RPC calls the collector makes, in XAPI's shapes as its
 * documentation gives them. No XenServer was at hand.
 */
final class XapiStandIn implements AutoCloseable {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> answers = new ConcurrentHashMap<>();
    final Path certificate;
    private final HttpsServer server;

    XapiStandIn(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "pool",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=pool",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        certificate = Files.writeString(
                directory.resolve("pool.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("pool").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/jsonrpc", this::answer);
        server.start();
        reset();
    }

    /** Forgets calls and answers; then anybody may log in. */
    void reset() {
        calls.clear();
        answers.clear();
        answers.put("session.login_with_password", "\"OpaqueRef:session\"");
        answers.put("session.logout", "\"\"");
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String method = JsonDocument.text(
                    JsonDocument.object(JsonDocument.parse("request", request)).get("method"));
            calls.add(method);
            String result = answers.getOrDefault(method, "{}");
            boolean whole = result.startsWith("HTTP ");
            byte[] body = (whole
                            ? ""
                            : result.startsWith("RAW ")
                                    ? result.substring(4)
                                    : result.startsWith("ERROR ")
                                            ? "{\"jsonrpc\":\"2.0\",\"error\":" + result.substring(6) + ",\"id\":1}"
                                            : "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":1}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    whole ? Integer.parseInt(result.substring(5)) : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
