// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ha.Sites;
import io.howdah.ha.core.KeepalivedConfReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaCommandTest {
    @TempDir
    Path directory;

    private Path conf;
    private Path output;
    private String out;
    private String err;

    @BeforeEach
    void files() throws IOException {
        conf = Sites.write(directory.resolve("conf"), Sites.ha());
        output = Files.createDirectory(directory.resolve("out"));
    }

    @Test
    void render_printsTheConf_whenThereIsNoOutput() {
        assertThat(render()).isZero();
        assertThat(KeepalivedConfReader.read(out).one("vrrp_instance").value("virtual_router_id"))
                .isEqualTo("51");
        assertThat(err).isEmpty();
    }

    @Test
    void render_writesDiffsAndConverges_whenThereIsAnOutput() {
        assertThat(render("--output", output.toString(), "--diff")).isEqualTo(1);
        assertThat(output).isEmptyDirectory();
        assertThat(render("--output", output.toString())).isZero();
        assertThat(out).contains("wrote     " + output.resolve("keepalived.conf"));
        assertThat(render("--output", output.toString(), "--diff")).isZero();
        assertThat(render("--output", output.toString())).isZero();
        assertThat(out).contains("unchanged ").doesNotContain("wrote");
        assertThat(render("--output", output.toString(), "--diff", "--vrid", "52"))
                .isEqualTo(1);
        assertThat(out).contains("-  virtual_router_id 51\n").contains("+  virtual_router_id 52\n");
    }

    @Test
    void render_leavesAForeignFileAlone_always() throws IOException {
        Files.writeString(output.resolve("keepalived.conf"), "global_defs {}\n");

        assertThat(render("--output", output.toString())).isEqualTo(2);
        assertThat(err).startsWith("output file is '").hasLineCount(1);
        assertThat(output.resolve("keepalived.conf")).hasContent("global_defs {}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--vrid|0|howdah.ha.vrid is '0'; allowed: 1 to 255",
                "--vip|vip.example.com/24|howdah.ha.vip is 'vip.example.com/24'; allowed: ADDRESS/PREFIX",
                "--vip|10.77.0.11/24|howdah.ha.vip is '10.77.0.11/24'; allowed: an address that no NameNode has",
                "--node|other|--node is 'other'; allowed: one NameNode of ns1",
                "--nameservice|ns9|howdah.ha.nameservice is 'ns9'; allowed: one of ns1",
                "--interface|eth 0|howdah.ha.interface is 'eth 0'",
                "--frobnicate|1|Unknown option"
            })
    void render_exits2WithOneLine_whenAnOptionIsBad(String option, String value, String message) {
        List<String> args = new ArrayList<>(List.of("render", "--conf", conf.toString()));
        Map.of("--vip", "10.77.0.100/24", "--interface", "eth0", "--node", "nn1")
                .forEach((name, good) -> {
                    if (!name.equals(option)) {
                        args.addAll(List.of(name, good));
                    }
                });
        args.addAll(List.of(option, value));

        assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).startsWith(message).hasLineCount(1);
        assertThat(out).isEmpty();
    }

    @Test
    void render_exits2_whenTheClusterHasNoHa() throws IOException {
        Sites.write(conf, Map.of("dfs.replication", "3"));
        assertThat(render()).isEqualTo(2);
        assertThat(err).startsWith("dfs.ha.namenodes.hdfs is not set; allowed: two NameNodes");
        Files.delete(conf.resolve("hdfs-site.xml"));
        assertThat(render()).isEqualTo(2);
        assertThat(err).startsWith("--conf: hdfs-site.xml is not set").hasLineCount(1);
    }

    @Test
    void probe_saysNone_whenNobodyListens() throws Exception {
        closedPorts();

        assertThat(run("probe", "--conf", conf.toString(), "--service", "hdfs", "--json"))
                .isEqualTo(1);
        JsonNode service = new ObjectMapper().readTree(out).path("services").path(0);
        assertThat(service.path("outcome").asText()).isEqualTo("none");
        assertThat(service.path("active").isNull()).isTrue();
        assertThat(service.path("nodes").path(0).path("role").asText()).isEqualTo("down");
        assertThat(service.path("nodes").path(0).path("reason").asText()).isEqualTo("connection refused");
    }

    @Test
    void probe_saysCannotTellWithinItsDeadline_whenANodeAcceptsAndNeverAnswers() throws Exception {
        closedPorts();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> values = Sites.ha();
            values.put("dfs.namenode.rpc-address.ns1.nn1", "127.0.0.1:" + silent.getLocalPort());
            values.put("dfs.namenode.rpc-address.ns1.nn2", "127.0.0.1:1");
            values.put("howdah.ha.probe.deadline", "1s");
            Sites.write(conf, values);

            assertThat(run("probe", "--conf", conf.toString())).isEqualTo(3);
            assertThat(out).contains("cannot tell; no usable answer from nn1");
            assertThat(out).contains("  unknown   nn1 (127.0.0.1:" + silent.getLocalPort() + "): no answer in time");
        }
    }

    @Test
    void json_hasExactlyTheDocumentedFields_always() throws Exception {
        closedPorts();
        run("probe", "--conf", conf.toString(), "--json");
        JsonNode root = new ObjectMapper().readTree(out);
        Set<String> fields = new TreeSet<>();
        root.fieldNames().forEachRemaining(fields::add);
        fields.remove("services");
        JsonNode service = root.path("services").path(0);
        service.fieldNames().forEachRemaining(name -> fields.add("services[]." + name));
        fields.remove("services[].nodes");
        service.path("nodes").path(0).fieldNames().forEachRemaining(name -> fields.add("services[].nodes[]." + name));

        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("CONFIGURATION.md"))) {
            if (line.matches("\\| `(exit|services)[^|]*\\|.*")) {
                String prefix = "";
                for (String name : line.split("\\|")[1].replace("`", "").split(",")) {
                    String field = name.trim();
                    documented.add(field.startsWith(".") ? prefix + field : field);
                    prefix = field.startsWith(".") ? prefix : field.substring(0, Math.max(0, field.lastIndexOf('.')));
                }
            }
        }
        assertThat(documented).isEqualTo(fields);
    }

    @Test
    void validate_exitsByTheWorst_always() throws Exception {
        Map<String, String> values = Sites.failsOver();
        Sites.write(conf, values);
        assertThat(run("validate", "--conf", conf.toString(), "--json")).as(out).isZero();
        JsonNode root = new ObjectMapper().readTree(out);
        assertThat(root.path("exposure").path("sum_ms").asInt()).isEqualTo(6000);
        assertThat(root.path("failover")).hasSize(3);

        values.put("dfs.ha.automatic-failover.enabled", "false");
        Sites.write(conf, values);
        assertThat(run("validate", "--conf", conf.toString())).isEqualTo(1);
        assertThat(out)
                .startsWith("refused  dfs.ha.automatic-failover.enabled: is false; allowed: true")
                .contains("Failover after power loss of its host; goal 15000 ms; in milliseconds\n")
                .contains("expected");
        assertThat(run("validate", "--conf", directory.resolve("none").toString()))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--service|kafka|--service is 'kafka'; allowed: hdfs, yarn, hbase or all",
                "--conf|/nonexistent|--conf is '/nonexistent'; allowed: a directory"
            })
    void probe_exits2WithOneLine_whenAnOptionIsBad(String option, String value, String message) {
        assertThat(run("probe", "--conf", conf.toString(), option, value)).isEqualTo(2);
        assertThat(err).startsWith(message).hasLineCount(1);
    }

    @Test
    void help_showsAnExample_forEveryVerb() {
        for (String[] args : new String[][] {
            {"--help"},
            {"agent", "--help"},
            {"elect", "--help"},
            {"fence-test", "--help"},
            {"render", "--help"},
            {"probe", "--help"},
            {"validate", "--help"}
        }) {
            assertThat(run(args)).isZero();
            assertThat(out).contains("Usage: howdah ha").contains("Example: ").contains("Exit: 0");
        }
        assertThat(run()).isEqualTo(2);
        assertThat(err).hasLineCount(1);
        assertThat(run("--version")).isZero();
        assertThat(out).startsWith("howdah ha ");
    }

    /** Port 1 is privileged and nobody's: connections to it are refused. */
    private void closedPorts() throws IOException {
        Map<String, String> values = Sites.ha();
        values.put("dfs.namenode.rpc-address.ns1.nn1", "127.0.0.1:1");
        // Another port: two NameNodes never share one, and questions to one share its connection and its end.
        values.put("dfs.namenode.rpc-address.ns1.nn2", "127.0.0.1:2");
        // A busy machine must not look like a silent daemon.
        values.put("howdah.ha.probe.deadline", "60s");
        Sites.write(conf, values);
    }

    private int render(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "render",
                "--conf",
                conf.toString(),
                "--vip",
                "10.77.0.100/24",
                "--interface",
                "eth0",
                "--node",
                "nn1"));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = HaCommand.run(args, new PrintWriter(outText), new PrintWriter(errText));
        out = outText.toString();
        err = errText.toString();
        return code;
    }
}
