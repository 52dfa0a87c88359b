// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class RequiresServersTest {
    @Test
    void tests_run_whenEverythingIsThere() {
        assertThatCode(() -> check(Map.of("CI", "true"), Set.of("root", "keepalived"))
                        .check("keepalived"))
                .doesNotThrowAnyException();
    }

    @Test
    void tests_areSkippedNamingWhatIsMissing_whenNotInCi() {
        assertThatThrownBy(() -> check(Map.of(), Set.of("root", "ip")).check("root", "keepalived", "ip", "nft"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("SKIPPED: keepalived, nft; enable with: bin/test --install");
        assertThatThrownBy(() -> check(Map.of("CI", "false"), Set.of("ip")).check("ip", "root"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("SKIPPED: root; enable with: bin/test --install");
    }

    @Test
    void tests_fail_whenSomethingIsMissingInCi() {
        assertThatThrownBy(() -> check(Map.of("CI", "true"), Set.of("root")).check("keepalived"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("SKIPPED: keepalived; enable with: bin/test --install");
    }

    private static RequiresServers.Check check(Map<String, String> environment, Set<String> present) {
        return new RequiresServers.Check(environment::get, present::contains);
    }
}
