// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JournalQuorumTest {
    @Test
    void committed_isWhatAMajorityHas_whenSomeLag() {
        assertThat(JournalQuorum.committed("[{\"stream\":\"Writing segment beginning at txid 1. 10.77.0.11:8485"
                        + " (Written txid 57), 10.77.0.12:8485 (Written txid 41 (16 txns/900ms behind)),"
                        + " 10.77.0.13:8485 (Written txid 55)\"}]"))
                .hasValue(55);
        assertThat(JournalQuorum.committed("a (Written txid 9), b (Written txid 4)"))
                .hasValue(4);
        assertThat(JournalQuorum.committed(
                        "a (Written txid 9), b (Written txid -1), c (Written txid -1 (never written)"))
                .isEqualTo(OptionalLong.empty());
    }

    @Test
    void committed_isUnknown_whenThereAreNoJournalNodes() {
        assertThat(JournalQuorum.committed("")).isEmpty();
        assertThat(JournalQuorum.committed("[{\"stream\":\"EditLogFileOutputStream(/nn/current/edits)\"}]"))
                .isEmpty();
    }
}
