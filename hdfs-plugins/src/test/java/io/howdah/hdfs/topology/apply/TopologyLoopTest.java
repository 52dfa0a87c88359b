// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.topology.apply.TopologyLoop.StepFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyLoopTest {
    @TempDir
    Path directory;

    private final List<String> changes = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Path inventory;
    private String collectFails;
    private String planFails;
    private int plans;

    @BeforeEach
    void files() throws Exception {
        inventory = Files.writeString(directory.resolve("inventory"), "1");
    }

    @Test
    void plans_onlyWhenAFileChanged() throws Exception {
        TopologyLoop loop = loop();
        assertThat(loop.once()).isTrue();
        assertThat(loop.once()).isTrue();
        assertThat(plans).isEqualTo(1);
        Files.writeString(inventory, "22");
        loop.once();
        assertThat(plans).isEqualTo(2);
        assertThat(changes).containsExactly("planned 1", "planned 2");
    }

    @Test
    void failure_isToldOnceForEachReason_andItsEnd() throws Exception {
        TopologyLoop loop = loop();
        loop.once();
        collectFails = "hv1 does not answer";
        loop.once();
        loop.once();
        collectFails = "hv2 does not answer";
        assertThat(loop.once()).isFalse();
        collectFails = null;
        assertThat(loop.once()).isTrue();
        assertThat(complaints).containsExactly("collect: hv1 does not answer", "collect: hv2 does not answer");
        assertThat(changes).containsExactly("planned 1", "collect: works again");
        assertThat(plans).isEqualTo(1);
    }

    @Test
    void failedPlan_isTriedAgain_withoutAnotherChange() throws Exception {
        TopologyLoop loop = loop();
        planFails = "locked";
        loop.once();
        planFails = null;
        loop.once();
        assertThat(plans).isEqualTo(2);
        assertThat(complaints).containsExactly("plan: locked");
        assertThat(changes).containsExactly("planned 2", "plan: works again");
    }

    @Test
    void planIsMade_evenWhenCollectFails() throws Exception {
        collectFails = "hv1 does not answer";
        assertThat(loop().once()).isFalse();
        assertThat(changes).containsExactly("planned 1");
    }

    @Test
    void stop_endsTheLoop_beforeTheNextRound() throws Exception {
        TopologyLoop[] loop = new TopologyLoop[1];
        loop[0] = new TopologyLoop(
                null,
                () -> {
                    loop[0].stop();
                    return List.of("planned");
                },
                List.of(inventory),
                changes::add,
                complaints::add);
        loop[0].run(Duration.ofHours(1));
        assertThat(changes).containsExactly("planned");
    }

    private TopologyLoop loop() {
        return new TopologyLoop(
                () -> {
                    if (collectFails != null) {
                        throw new StepFailure(collectFails, null);
                    }
                    return List.of();
                },
                () -> {
                    plans++;
                    if (planFails != null) {
                        throw new StepFailure(planFails, null);
                    }
                    return List.of("planned " + plans);
                },
                List.of(inventory),
                changes::add,
                complaints::add);
    }
}
