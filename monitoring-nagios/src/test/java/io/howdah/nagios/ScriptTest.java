// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.nagios.testing.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** check_howdah when the JVM cannot even start: UNKNOWN in one line on standard output, exit 3. */
class ScriptTest {
    private static final String SCRIPT =
            Path.of("scripts", "check_howdah").toAbsolutePath().toString();

    @Test
    void missingJava_isUnknown_andSaysWhatToInstall(@TempDir Path empty) {
        expectUnknown(run(Map.of("JAVA_HOME", empty.toString())), "no java found; install a JRE 17 or newer");
    }

    @Test
    void missingJars_areUnknown_andNamed(@TempDir Path empty) {
        expectUnknown(
                run(Map.of("JAVA_HOME", System.getProperty("java.home"), "HOWDAH_HOME", empty.toString())),
                empty + "/plugins/howdah-monitoring-nagios-");
    }

    @Test
    void argumentsReachTheCheck_asTheyAre() {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Command command = run(
                Map.of("JAVA_HOME", System.getProperty("java.home"), "HOWDAH_NAGIOS_CLASSPATH", classpath),
                "datanodes",
                "--url",
                "http://127.0.0.1:9870",
                "-w",
                "stale=~:a b");
        assertThat(command.code()).as(command.output()).isEqualTo(3);
        assertThat(command.output())
                .isEqualTo("CHECK_HOWDAH UNKNOWN - -w stale=~:a b: '~:a b' is not a range; allowed:"
                        + " [@]start:end, for example 10, 10:, ~:10, 10:20 or @10:20\n");
    }

    @Test
    void script_isExecutable() {
        assertThat(Files.isExecutable(Path.of(SCRIPT))).isTrue();
    }

    private static Command run(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of("sh", SCRIPT));
        line.addAll(List.of(arguments));
        return Command.run(environment, line);
    }

    private static void expectUnknown(Command command, String words) {
        assertThat(command.code()).as(command.output()).isEqualTo(3);
        assertThat(command.output())
                .startsWith("CHECK_HOWDAH UNKNOWN - ")
                .contains(words)
                .hasLineCount(1);
    }
}
