// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.fence.core.TransitionRule.State;
import io.howdah.ha.fence.core.TransitionRule.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionRuleTest {
    @ParameterizedTest
    @CsvSource({
        "NONE, ACTIVE, FENCE",
        "NONE, STANDBY, FENCE",
        "NONE, OTHER, FENCE",
        "NONE, NONE, FENCE",
        "STANDBY, ACTIVE, FENCE",
        "STANDBY, STANDBY, HARMLESS",
        "STANDBY, OTHER, FENCE",
        "STANDBY, NONE, FENCE",
        "ACTIVE, ACTIVE, FENCE",
        "ACTIVE, STANDBY, HARMLESS",
        "ACTIVE, OTHER, REFUSE",
        "ACTIVE, NONE, REFUSE",
        "OTHER, ACTIVE, REFUSE",
        "OTHER, STANDBY, REFUSE",
        "OTHER, OTHER, REFUSE",
        "OTHER, NONE, REFUSE"
    })
    void verdict_isThatOfTheTable(State label, State said, Verdict verdict) {
        assertThat(TransitionRule.verdict(label, said)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"NONE, false", "OTHER, false", "ACTIVE, true", "STANDBY, true"})
    void node_isAskedOnly_whenItsAnswerDecides(State label, boolean asked) {
        assertThat(TransitionRule.asksTheNode(label)).isEqualTo(asked);
    }
}
