// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a process namespace of its own, where the test may tell the kernel which number to give out next. */
@RequiresServers({"root", "unshare", "setsid"})
class ProcessTreeIT {
    @Test
    void strangerIsLeftAlone_whenItGetsTheNumberOfAnEndedSession() throws Exception {
        Process namespace = new ProcessBuilder(List.of(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Inside.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(namespace.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(namespace.waitFor()).as(output).isZero();
    }

    /** A tree whose child starts a session that ends, then a stranger that gets its number. */
    static final class Inside {
        private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

        private Inside() {}

        public static void main(String[] arguments) throws Exception {
            ProcessTree tree = ProcessTree.start(new ProcessBuilder(
                    "sh", "-c", "setsid sh -c 'echo $$; read go; :'; echo ended; read go; exec sleep 300"));
            long number;
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(tree.process().getInputStream(), StandardCharsets.UTF_8))) {
                number = Long.parseLong(lines.readLine());
                tree.observe();
                assertThat(tree.sessions()).contains(number);
                tree.process().outputWriter().append("go\n").flush();
                assertThat(lines.readLine()).isEqualTo("ended");
            }
            Await.until("the ended session is forgotten", () -> {
                tree.observe();
                return !tree.sessions().contains(number);
            });
            assertThat(tree.sessions()).as("the child's own").isNotEmpty();

            Process stranger = stranger(number);
            Await.until("it has its session", () -> session(stranger).equals(Long.toString(number)));
            assertThat(tree.members()).doesNotContain(stranger.toHandle());
            assertThat(tree.kill()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        }

        /** A thread may snatch the number. */
        private static Process stranger(long number) throws Exception {
            while (true) {
                Files.writeString(LAST_PID, Long.toString(number - 1));
                Process process = new ProcessBuilder("setsid", "sleep", "300").start();
                if (process.pid() == number) {
                    return process;
                }
                process.destroyForcibly().waitFor();
            }
        }

        private static String session(Process process) throws Exception {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
        }
    }
}
