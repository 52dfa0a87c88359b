// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void output_isReturned_andWordsAreNoShellsBusiness() throws Exception {
        assertThat(ChildProcess.run(List.of("printf", "%s", "$HOME; a b"), LONG))
                .isEqualTo("$HOME; a b");
    }

    @Test
    void missingProgram_andABadExit_areFailures_withWhatItSaid() {
        assertThatThrownBy(() -> ChildProcess.run(List.of("no-such-program-of-ours"), LONG))
                .isInstanceOf(SourceFailure.class)
                .hasMessageStartingWith("no-such-program-of-ours: cannot be run");
        assertThatThrownBy(() -> ChildProcess.run(List.of("sh", "-c", "echo oh no >&2; exit 3"), LONG))
                .isInstanceOf(SourceFailure.class)
                .hasMessage("sh: exit 3: oh no");
    }

    @Test
    void deadline_endsTheProgramAndItsChildren() {
        assertThatThrownBy(() -> ChildProcess.run(List.of("sh", "-c", "sleep 4321; true"), Duration.ofSeconds(1)))
                .isInstanceOf(SourceFailure.class)
                .hasMessage("sh: not done within 1 s");
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (ProcessHandle.current().descendants().anyMatch(ChildProcessTest::isOurs)) {
            assertThat(Instant.now()).as("the child of the shell lives on").isBefore(deadline);
            Thread.onSpinWait();
        }
    }

    private static boolean isOurs(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("sleep 4321");
    }
}
