// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.nagios.core.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CheckLineTest {
    private static final String URL = "--url=http://nn1:9870";

    @Test
    void line_isReadWhole() {
        CheckLine line = parse("-v -t 30 -w 2 -c stale=5% --url http://nn1:9870 datanodes --url https://nn2:9871/jmx");
        assertThat(line.check().id()).isEqualTo("datanodes");
        assertThat(line.daemons()).extracting(Object::toString).containsExactly("http://nn1:9870", "https://nn2:9871");
        assertThat(line.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(line.longOutput()).isTrue();
        var dead = line.check().metrics().get(0);
        var stale = line.check().metrics().get(1);
        assertThat(line.thresholds().of(dead, 10).warning().orElseThrow()).hasToString("2");
        assertThat(line.thresholds().of(stale, 200).critical().orElseThrow()).hasToString("10");
    }

    @Test
    void line_hasDefaults() {
        CheckLine line = parse("datanodes " + URL);
        assertThat(line.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(line.longOutput()).isFalse();
        var dead = line.check().metrics().get(0);
        assertThat(line.thresholds().of(dead, 10))
                .isEqualTo(Thresholds.defaults(line.check()).of(dead, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "namenode-state -H nn1, http://nn1:9870",
        "namenode-state -H nn1 -S, https://nn1:9871",
        "namenode-state -SH nn1 -p 50470, https://nn1:50470",
        "yarn-nodes --hostname=rm1, http://rm1:8088",
        "yarn-nodes -Hrm1 --ssl, https://rm1:8090",
        "hbase -H m1, http://m1:16010",
        "hbase -H m1 -p16011, http://m1:16011",
        "hbase -H ::1, http://[::1]:16010"
    })
    void hostAndPort_makeAUrl_withTheDaemonsOwnPort(String line, String url) {
        assertThat(parse(line).daemons()).extracting(Object::toString).containsExactly(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-w -5:5", "-w-5:5", "-w=-5:5", "--warning -5:5", "--warning=-5:5"})
    void rangeBelowZero_isAValue_notAnOption(String option) {
        CheckLine line = parse("datanodes " + URL + " " + option);
        assertThat(line.thresholds()
                        .of(line.check().metrics().get(0), 10)
                        .warning()
                        .orElseThrow())
                .hasToString("-5:5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no check given; allowed: hdfs-capacity",
                "nonsense | there is no check 'nonsense'; allowed: hdfs-capacity, datanodes, namenode-state, yarn-nodes, hbase",
                "datanodes | no daemon given; allowed: --url http://HOST:PORT (once for each NameNode)",
                "datanodes more --url=http://nn1 | 'more' is one argument too many",
                "datanodes --url | --url has no value",
                "datanodes --url=nn1 | is no http or https URL",
                "datanodes --url=http://nn1 -t 0 | -t 0; allowed: whole seconds from 1 to 300",
                "datanodes --url=http://nn1 -t 301 | -t 301; allowed",
                "datanodes --url=http://nn1 -t 1.5 | -t 1.5; allowed",
                "datanodes --url=http://nn1 -t -1 | -t -1; allowed",
                "datanodes --url=http://nn1 -x | unknown option -x; see check --help",
                "datanodes --url=http://nn1 --wrning 1 | unknown option --wrning",
                "datanodes --url=http://nn1 --verbose=3 | --verbose takes no value",
                "datanodes -H nn1 -p 0 | -p 0; allowed: 1 to 65535",
                "datanodes -H nn1 -p x | -p x; allowed: 1 to 65535",
                "datanodes --url=http://nn1 -p 1 | -p without -H",
                "datanodes --url=http://nn1 -S | -S without -H",
                "datanodes --url=http://nn1 -w 20:10 | -w 20:10: '20:10' is not a range",
                "datanodes --url=http://nn1 -c slow=1 | -c slow=1: datanodes has no metric 'slow'; allowed: dead, stale"
            })
    void badLine_isRefused_withWhatIsAllowed(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** The two parsers know the same options, each with a value or without in both. */
    @Test
    void options_areTheOnesThatHelpAndCompletionShow() {
        CommandSpec spec = declared();
        for (OptionSpec option : spec.options()) {
            for (String name : option.names()) {
                List<String> args = new ArrayList<>(List.of("datanodes", URL));
                boolean flag = option.arity().max() == 0;
                args.add(name);
                if (!flag) {
                    args.add(sample(option));
                }
                if (name.equals("-p") || name.equals("--port") || name.equals("-S") || name.equals("--ssl")) {
                    args.addAll(List.of("-H", "nn2"));
                }
                assertThat(CheckLine.parse(args)).as(name).isNotNull();
                if (flag) {
                    List<String> withValue =
                            List.of("datanodes", URL, name + (name.startsWith("--") ? "=1" : ""), "extra");
                    assertThatThrownBy(() -> CheckLine.parse(withValue))
                            .as(name)
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
        // The other way round: every letter and every word that CheckLine takes is declared.
        for (char c = '!'; c <= '~'; c++) {
            String name = "-" + c;
            if (c != '-' && !spec.optionsMap().containsKey(name)) {
                assertThatThrownBy(() -> parse("datanodes " + URL + " " + name + " 1"))
                        .as(name)
                        .hasMessageContaining("unknown option");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datanodes --url http://nn1:9870 --url http://nn2:9870 -w 1 -w stale=2 -c 3 -t 20 -v",
                "--url=http://nn1:9870 datanodes -w1 -c=3 -vv",
                "datanodes -H nn1 -H nn2 -p 1234 -S --warning=1 --critical 2 --timeout=9 --verbose",
                "datanodes -SvH nn1 -c 10:"
            })
    void line_isReadAsPicocliReadsIt(String line) {
        CheckCommand picocli = new CheckCommand();
        new CommandLine(picocli).parseArgs(line.split(" ", -1));
        CheckLine ours = parse(line);
        assertThat(ours.check().id()).isEqualTo(picocli.check);
        int urls = (picocli.url == null ? 0 : picocli.url.size())
                + (picocli.hostname == null ? 0 : picocli.hostname.size());
        assertThat(ours.daemons()).hasSize(urls);
        if (picocli.hostname != null) {
            assertThat(ours.daemons().get(0).getScheme()).isEqualTo(picocli.ssl ? "https" : "http");
        }
        if (picocli.port != null) {
            assertThat(ours.daemons().get(0).getPort()).isEqualTo(Integer.parseInt(picocli.port));
        }
        if (picocli.timeout != 0) {
            assertThat(ours.timeout()).isEqualTo(Duration.ofSeconds(picocli.timeout));
        }
        assertThat(ours.longOutput()).isEqualTo(picocli.verbose != null);
        List<String> warnings = picocli.warning == null ? List.of() : picocli.warning;
        List<String> criticals = picocli.critical == null ? List.of() : picocli.critical;
        Thresholds expected = Thresholds.parse(ours.check(), warnings, criticals);
        ours.check()
                .metrics()
                .forEach(metric -> assertThat(ours.thresholds().of(metric, 100)).isEqualTo(expected.of(metric, 100)));
    }

    static CommandSpec declared() {
        return NagiosCommand.commandLine().getSubcommands().get("check").getCommandSpec();
    }

    private static String sample(OptionSpec option) {
        return switch (option.longestName()) {
            case "--url" -> "http://nn9:9870";
            case "--hostname" -> "nn3";
            case "--port" -> "9870";
            case "--timeout" -> "5";
            default -> "1:2";
        };
    }

    private static CheckLine parse(String line) {
        return CheckLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
    }
}
