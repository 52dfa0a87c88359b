// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XapiSourceTest {
    @TempDir
    static Path directory;

    private static XapiStandIn pool;

    @BeforeAll
    static void start() throws Exception {
        pool = new XapiStandIn(directory);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void fill() {
        pool.reset();
        pool.answers.put(
                "host.get_all_records",
                "{\"OpaqueRef:h1\":{\"uuid\":\"h-1\",\"name_label\":\"Host one\",\"hostname\":\"xen1\"},"
                        + "\"OpaqueRef:h2\":{\"uuid\":\"h-2\",\"name_label\":\"xen2\",\"hostname\":\"\"}}");
        pool.answers.put(
                "VM.get_all_records",
                "{\"OpaqueRef:v1\":" + vm("1", "OpaqueRef:h1", "Running", "false") + ",\"OpaqueRef:v2\":"
                        + vm("2", "OpaqueRef:h2", "Paused", "false") + ",\"OpaqueRef:v3\":"
                        + vm("3", "OpaqueRef:NULL", "Halted", "false") + ",\"OpaqueRef:dom0\":"
                        + vm("4", "OpaqueRef:h1", "Running", "true") + "}");
        pool.answers.put(
                "VIF.get_all_records",
                "{\"OpaqueRef:i1\":{\"VM\":\"OpaqueRef:v1\",\"MAC\":\"aa:16:3e:00:00:01\"},"
                        + "\"OpaqueRef:i2\":{\"VM\":\"OpaqueRef:v1\",\"MAC\":\"aa:16:3e:00:00:02\"}}");
        pool.answers.put(
                "VBD.get_all_records",
                "{\"OpaqueRef:b1\":{\"VM\":\"OpaqueRef:v1\",\"VDI\":\"OpaqueRef:d1\",\"type\":\"Disk\"},"
                        + "\"OpaqueRef:b2\":{\"VM\":\"OpaqueRef:v1\",\"VDI\":\"OpaqueRef:d2\",\"type\":\"CD\"},"
                        + "\"OpaqueRef:b3\":{\"VM\":\"OpaqueRef:v2\",\"VDI\":\"OpaqueRef:d3\",\"type\":\"Disk\"}}");
        pool.answers.put(
                "VDI.get_all_records",
                "{\"OpaqueRef:d1\":{\"SR\":\"OpaqueRef:s1\"},\"OpaqueRef:d2\":{\"SR\":\"OpaqueRef:s1\"},"
                        + "\"OpaqueRef:d3\":{\"SR\":\"OpaqueRef:s2\"}}");
        pool.answers.put(
                "SR.get_all_records",
                "{\"OpaqueRef:s1\":{\"name_label\":\"iSCSI A\",\"type\":\"lvmoiscsi\",\"shared\":true},"
                        + "\"OpaqueRef:s2\":{\"name_label\":\"Local storage\",\"type\":\"ext\",\"shared\":false}}");
    }

    private static String vm(String number, String host, String state, String controlDomain) {
        return "{\"uuid\":\"7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c0" + number + "\",\"name_label\":\"dn" + number
                + "\",\"resident_on\":\"" + host + "\",\"power_state\":\"" + state
                + "\",\"is_a_template\":false,\"is_a_snapshot\":false,\"is_control_domain\":" + controlDomain + "}";
    }

    @Test
    void machines_haveTheirHostMacsAndSharedRepository_andTheSessionIsClosed() throws Exception {
        String dn1 = "dn1 [7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c01] [aa:16:3e:00:00:01, aa:16:3e:00:00:02] [] ";
        assertThat(Fixture.lines(ask("rw-------", "root\nsecret\n", true)))
                .containsExactly(
                        dn1 + "{PHYSICAL_HOST=xen1} RUNNING",
                        dn1 + "{STORAGE_BACKEND=sr:iSCSI A} RUNNING",
                        "dn2 [7d0c4f5e-7b0e-4c57-a8f2-1f0d0a6b9c02] [] [] {PHYSICAL_HOST=xen2} PAUSED");
        assertThat(pool.calls).startsWith("session.login_with_password").endsWith("session.logout");
    }

    @Test
    void refusedLogin_andASlave_sayWhatToDo_withoutThePassword() {
        pool.answers.put(
                "session.login_with_password",
                "ERROR {\"code\":1,\"message\":\"SESSION_AUTHENTICATION_FAILED\",\"data\":[\"root\",\"...\"]}");
        assertThatThrownBy(() -> ask("rw-------", "root\nsecret\n", true))
                .isInstanceOf(SourceFailure.class)
                .hasMessage(pool.url() + "/jsonrpc: session.login_with_password: SESSION_AUTHENTICATION_FAILED");
        pool.answers.put(
                "session.login_with_password",
                "ERROR {\"code\":1,\"message\":\"HOST_IS_SLAVE\",\"data\":[\"10.0.0.9\"]}");
        assertThatThrownBy(() -> ask("rw-------", "root\nsecret\n", true))
                .hasMessageEndingWith("HOST_IS_SLAVE; allowed: the pool master, [10.0.0.9]")
                .message()
                .doesNotContain("secret");
        assertThat(pool.calls).containsOnly("session.login_with_password");
    }

    @Test
    void brokenAnswers_areFailures_andTheSessionIsClosedAllTheSame() {
        for (String bad : List.of("RAW <html>", "HTTP 503", "\"x\"", "RAW {}", "RAW {\"result\":")) {
            pool.calls.clear();
            pool.answers.put("VIF.get_all_records", bad);
            assertThatThrownBy(() -> ask("rw-------", "root\nsecret\n", true))
                    .as(bad)
                    .isInstanceOf(SourceFailure.class)
                    .hasMessageContaining(pool.url());
            assertThat(pool.calls).endsWith("session.logout");
        }
    }

    @Test
    void certificateNobodyVouchedFor_isRefused() {
        assertThatThrownBy(() -> ask("rw-------", "root\nsecret\n", false))
                .isInstanceOf(SourceFailure.class)
                .hasMessageContaining("certif");
        assertThat(pool.calls).isEmpty();
    }

    @Test
    void credentials_othersCanRead_orThatAreNone_areRefused_beforeAnythingIsSent() {
        assertThatThrownBy(() -> ask("rw-r-----", "root\nsecret\n", true))
                .hasMessageEndingWith("xapi.cred: mode rw-r-----; allowed: 0600 or 0400");
        assertThatThrownBy(() -> ask("rw-------", "root\n", true))
                .hasMessageEndingWith("xapi.cred: not two lines; allowed: user, then password");
        assertThat(pool.calls).isEmpty();
        assertThat(new Credentials("root", "secret").toString()).doesNotContain("secret");
    }

    private List<MachineFact> ask(String permissions, String credentials, boolean trusted) throws Exception {
        Path file = Files.writeString(directory.resolve("xapi.cred"), credentials);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        SourcesFile sources = SourcesFile.read(Files.writeString(
                directory.resolve("s.yaml"),
                "schemaVersion: 1\ndatanodes: d\nsources: [{name: xen, type: xapi, url: '" + pool.url()
                        + "', credentials: xapi.cred" + (trusted ? ", caCert: pool.pem" : "") + "}]\n"));
        return Probes.of(sources.sources().get(0), uri -> null, Clock.systemUTC())
                .get(0)
                .question()
                .ask();
    }
}
