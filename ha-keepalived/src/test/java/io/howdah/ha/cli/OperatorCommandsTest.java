// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ha.Sites;
import io.howdah.ha.TrackFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code howdah ha status}, {@code maintenance}, {@code release} and {@code drill} without a cluster. */
class OperatorCommandsTest {
    private static final String ADDRESS =
            "{\"name\":\"vip-51\",\"service\":\"hdfs\",\"group\":\"ns1\",\"node\":\"nn1\","
                    + "\"address\":\"10.77.0.100\",\"answering\":%s,\"held\":true,\"eligible\":true,\"reason\":\"%s\","
                    + "\"since_ms\":%d,\"failure\":%s,\"role\":\"%s\",\"lock_holder\":\"%s\",\"lock_age_ms\":%d,"
                    + "\"zookeeper\":%s,\"keepalived\":%s,\"hold\":null}";

    @TempDir
    Path directory;

    private Path conf;
    private Path run;
    private String out;
    private String err;

    @BeforeEach
    void site() throws IOException {
        conf = directory.resolve("conf");
        run = Files.createDirectory(directory.resolve("run"));
        Map<String, String> values = Sites.ha();
        values.put("dfs.namenode.rpc-address.ns1.nn1", "127.0.0.1:1");
        values.put("dfs.namenode.rpc-address.ns1.nn2", "127.0.0.1:2");
        values.put("howdah.ha.vip", "10.77.0.100/24");
        values.put("howdah.ha.run-directory", run.toString());
        // A busy machine must not look like a silent daemon.
        values.put("howdah.ha.probe.deadline", "60s");
        Sites.write(conf, values);
    }

    @Test
    void status_cannotTell_whenThereIsNoAgent() {
        assertThat(run("status")).isEqualTo(3);
        assertThat(out).startsWith("UNKNOWN: no agent: " + run.resolve("status.json"));
        assertThat(run("status", "--json")).isEqualTo(3);
        assertThat(out).isEqualTo("{\"agent\":false}\n");
    }

    @Test
    void status_cannotTell_whenTheAgentStoppedWriting() throws IOException {
        write(
                TrackFile.uptimeSeconds() - 60,
                ADDRESS.formatted(true, "fine", 1, "null", "active", "nn1", 1, "null", "null"));

        assertThat(run("status")).isEqualTo(3);
        assertThat(out).startsWith("UNKNOWN: the agent has not written for ");
        assertThat(run("status", "--json")).isEqualTo(3);
        assertThat(new ObjectMapper().readTree(out).path("agent").asBoolean(true))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true|7000|null|active|nn1|100|null|0|OK: vip-51 10.77.0.100 (nn1 of ns1): answers here, why",
                "false|7000|null|standby|nn2|100|null|0|OK: vip-51 10.77.0.100 (nn1 of ns1): not here: why",
                "false|4000|null|active|nn1|100|null|0|OK: vip-51 10.77.0.100 (nn1 of ns1): not here: why",
                "false|7000|null|active|nn1|100|null|1|WARNING: vip-51 10.77.0.100 (nn1 of ns1): the active is here",
                "true|7000|'no room'|active|nn1|100|null|1|WARNING: vip-51 10.77.0.100 (nn1 of ns1): the agent cannot",
                "false|7000|null|standby|nn2|9000|'zk1 is gone'|1|WARNING: vip-51 10.77.0.100 (nn1 of ns1): ZooKeeper"
            })
    void status_saysWhetherAPersonShouldLook_always(
            boolean answering,
            long since,
            String failure,
            String role,
            String holder,
            long lockAge,
            String zooKeeper,
            int exit,
            String text)
            throws IOException {
        write(
                TrackFile.uptimeSeconds(),
                ADDRESS.formatted(
                        answering, "why", since, json(failure), role, holder, lockAge, json(zooKeeper), "null"));

        assertThat(run("status")).as(out).isEqualTo(exit);
        assertThat(out).startsWith(text);
    }

    @ParameterizedTest
    @CsvSource({"active,nn1,true", "active,nn1,false", "standby,nn2,false"})
    void status_warns_whenKeepalivedIsDeaf(String role, String holder, boolean answering) throws IOException {
        write(
                TrackFile.uptimeSeconds(),
                ADDRESS.formatted(answering, "why", 1, "null", role, holder, 1, "null", json("it has no VRRP socket")));

        assertThat(run("status")).as(out).isEqualTo(1);
        assertThat(out).startsWith("WARNING: vip-51 10.77.0.100 (nn1 of ns1): it has no VRRP socket");
    }

    @Test
    void status_warns_whenAStandbyCannotReadTheLock() throws IOException {
        write(
                TrackFile.uptimeSeconds(),
                ADDRESS.formatted(false, "nn1: standby", 1, "null", "standby", "", 1, json("its ACL"), "null")
                        .replace("\"hold\":", "\"lock\":\"unreadable\",\"hold\":"));

        assertThat(run("status")).as(out).isEqualTo(1);
        assertThat(out).startsWith("WARNING: vip-51 10.77.0.100 (nn1 of ns1): the lock cannot be read: its ACL");
    }

    @Test
    void maintenance_isOnUntilSwitchedOff_whateverTheAgentDoes() {
        assertThat(run("maintenance", "status")).isZero();
        assertThat(run("maintenance", "on", "--reason", "new disks")).isZero();
        assertThat(run("maintenance", "status")).isEqualTo(1);
        assertThat(out).isEqualTo("maintenance: new disks\n");
        assertThat(run("maintenance", "off")).isZero();
        assertThat(run("maintenance", "off")).isEqualTo(1);
        assertThat(run("maintenance", "status")).isZero();
        assertThat(run("maintenance", "perhaps")).isEqualTo(2);
        assertThat(err).startsWith("maintenance is 'perhaps'; allowed: on, off or status");
    }

    @Test
    void release_writesUntilWhen_andRefusesWhatItCannotDo() throws IOException {
        assertThat(run("release", "--service", "hdfs", "--seconds", "30")).isZero();
        assertThat(out).isEqualTo("10.77.0.100 leaves this node for 30 s\n");
        assertThat(Double.parseDouble(Files.readString(run.resolve("vip-51.release"))))
                .isBetween(TrackFile.uptimeSeconds() + 20, TrackFile.uptimeSeconds() + 32);
        assertThat(run("release", "--service", "yarn", "--seconds", "30")).isEqualTo(2);
        assertThat(err).startsWith("--service is 'yarn'; allowed: a service with an address: hdfs");
        assertThat(run("release", "--service", "hdfs", "--seconds", "0")).isEqualTo(2);
    }

    @Test
    void drill_isNotStarted_whenTheClusterIsNotHealthy() {
        assertThat(run("drill", "--yes")).isEqualTo(3);
        assertThat(out).startsWith("not started: ").contains("; no standby is ready");
    }

    private static String json(String text) {
        return text.equals("null") ? "null" : "\"" + text + "\"";
    }

    private void write(double uptime, String address) throws IOException {
        Files.writeString(
                run.resolve("status.json"),
                "{\"pid\":1,\"uptime\":" + uptime + ",\"exposure_ms\":6000,\"addresses\":[" + address + "]}\n");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--conf", conf.toString()));
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = HaCommand.run(all.toArray(String[]::new), new PrintWriter(outText), new PrintWriter(errText));
        out = outText.toString();
        err = errText.toString();
        return code;
    }
}
