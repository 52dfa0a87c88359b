// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    /** A child, a grandchild in a session of its own, and an orphan in a session of its own; all of them deaf to TERM. */
    private static final String FAMILY = """
            trap '' TERM
            sleep 300 & echo $!
            setsid sh -c 'echo $$; exec sleep 300' &
            (setsid sh -c 'echo $$; sleep 300; :' &)
            echo $$
            wait
            sleep 300
            """;

    @Test
    void nobodyIsLeft_afterAKill() throws Exception {
        ProcessTree tree = ProcessTree.start(new ProcessBuilder("sh", "-c", FAMILY));
        List<ProcessHandle> family = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(tree.process().getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 4; i++) {
                family.add(ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow());
            }
            assertThat(tree.members()).containsAll(family);

            assertThat(tree.kill()).isTrue();
            // A killed orphan is a zombie, and alive to Java, until the machine's first process has asked how it ended.
            for (ProcessHandle member : family) {
                awaitEnd(member);
            }
        }
    }

    @Test
    void childrenAreFound_whenTheirParentHasEnded() throws Exception {
        ProcessTree tree = ProcessTree.start(new ProcessBuilder("sh", "-c", "sleep 300 >/dev/null 2>&1 & echo $!"));
        long pid = Long.parseLong(
                new String(tree.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        tree.process().waitFor();
        ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
        assertThat(tree.members()).containsExactly(orphan);
        tree.terminate();
        awaitEnd(orphan);
        assertThat(tree.kill()).isTrue();
    }

    private static void awaitEnd(ProcessHandle process) {
        Await.until(process + " ends", () -> !process.isAlive());
    }
}
