// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** XAPI's JSON-RPC over https. One session; not thread-safe. */
final class XapiClient {
    private static final int MAX_BYTES = 256 << 20;

    private final URI url;
    private final Credentials credentials;
    private final Duration timeout;
    private final HttpClient http;
    private String session;
    private int calls;

    /**
     * @param caCert certificates to trust instead of the JVM's
     * @throws SourceFailure when those cannot be read
     */
    XapiClient(URI url, Credentials credentials, Optional<Path> caCert, Duration timeout) throws SourceFailure {
        this.url = url.resolve("/jsonrpc");
        this.credentials = credentials;
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (caCert.isPresent()) {
            builder.sslContext(trusting(caCert.get()));
        }
        this.http = builder.build();
    }

    void login() throws IOException, InterruptedException {
        session = JsonDocument.text(
                call("session.login_with_password", credentials.user(), credentials.password(), "1.0", "howdah"));
        if (session.isEmpty()) {
            throw new SourceFailure(url + ": session.login_with_password gave no session");
        }
    }

    /** Ends the session: a pool keeps few of them. */
    void logout() throws InterruptedException {
        try {
            call("session.logout", session);
        } catch (IOException e) {
            // The records are complete or the reason why not is on its way; a session left over ends by itself.
            return;
        }
    }

    /** {@return every record of that class, by reference} */
    Map<String, Map<String, Object>> records(String type) throws IOException, InterruptedException {
        Object answer = call(type + ".get_all_records", session);
        if (!(answer instanceof Map)) {
            throw new SourceFailure(url + ": " + type + ".get_all_records gave no records");
        }
        Map<String, Map<String, Object>> records = new LinkedHashMap<>();
        JsonDocument.object(answer).forEach((reference, record) -> records.put(reference, JsonDocument.object(record)));
        return records;
    }

    private Object call(String method, String... parameters) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(method, parameters)))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new SourceFailure(
                    url + ": " + method + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()), e);
        }
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new SourceFailure(url + ": " + method + ": HTTP " + response.statusCode());
            }
            Map<String, Object> answer = JsonDocument.object(
                    JsonDocument.parse(url.toString(), BoundedFile.text(url.toString(), in, MAX_BYTES)));
            if (answer.get("error") instanceof Map) {
                Map<String, Object> error = JsonDocument.object(answer.get("error"));
                throw new SourceFailure(url + ": " + method + ": " + error.get("message")
                        + (String.valueOf(error.get("message")).equals("HOST_IS_SLAVE")
                                ? "; allowed: the pool master, " + error.get("data")
                                : ""));
            }
            if (!answer.containsKey("result")) {
                throw new SourceFailure(url + ": " + method + ": neither result nor error in the answer");
            }
            return answer.get("result");
        }
    }

    private String body(String method, String... parameters) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("jsonrpc", "2.0");
            json.writeStringField("method", method);
            json.writeArrayFieldStart("params");
            for (String parameter : parameters) {
                json.writeString(parameter);
            }
            json.writeEndArray();
            json.writeNumberField("id", ++calls);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static SSLContext trusting(Path caCert) throws SourceFailure {
        try (InputStream in = Files.newInputStream(caCert)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + count++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new SourceFailure(caCert + ": no certificates can be read from it (" + e + ")", e);
        }
    }
}
