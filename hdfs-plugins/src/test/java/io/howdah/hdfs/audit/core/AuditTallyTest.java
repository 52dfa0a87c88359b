// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.audit.core.AuditTally.Count;
import io.howdah.hdfs.audit.core.AuditTally.Directory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTallyTest {
    private final AuditTally tally = new AuditTally();

    @Test
    void violation_countsEachRuleOnceABlock() {
        tally.violation("/a", List.of("host", "host", "racks"), 10);
        tally.violation("/a", List.of("host"), 0);
        assertThat(tally.rules()).isEqualTo(Map.of("host", 2L, "racks", 1L));
        assertThat(tally.get(Count.VIOLATIONS)).isEqualTo(2);
        assertThat(tally.get(Count.NOTHING_BETTER)).isEqualTo(1);
        assertThat(tally.get(Count.BYTES_TO_MOVE)).isEqualTo(10);
    }

    @Test
    void worst_listsMostViolationsFirst() {
        tally.violation("/b", List.of("host"), 5);
        tally.violation("/c", List.of("host"), 5);
        tally.violation("/c", List.of("host"), 5);
        tally.outsideCopysets("/a");
        assertThat(tally.worst(2)).containsExactly(new Directory("/c", 2, 10, 0), new Directory("/b", 1, 5, 0));
    }

    @Test
    void directories_areBounded() {
        for (int i = 0; i < 3 * AuditTally.MAX_DIRECTORIES; i++) {
            tally.violation("/d" + i, List.of("host"), 1);
        }
        List<Directory> all = tally.worst(Integer.MAX_VALUE);
        assertThat(all).hasSize(AuditTally.MAX_DIRECTORIES + 1);
        assertThat(all.get(0))
                .isEqualTo(new Directory(
                        AuditTally.OTHER, 2L * AuditTally.MAX_DIRECTORIES, 2L * AuditTally.MAX_DIRECTORIES, 0));
    }

    @Test
    void topDirectory_isOneLevelBelowTheRoot() {
        assertThat(AuditTally.topDirectory("/", "/a/b/c")).isEqualTo("/a");
        assertThat(AuditTally.topDirectory("/", "/f")).isEqualTo("/");
        assertThat(AuditTally.topDirectory("/a", "/a/b/c")).isEqualTo("/a/b");
        assertThat(AuditTally.topDirectory("/a", "/a/f")).isEqualTo("/a");
        assertThat(AuditTally.topDirectory("/a/f", "/a/f")).isEqualTo("/a/f");
    }

    @Test
    void of_readsWhatToMapGave() {
        tally.add(Count.FILES, 3);
        tally.violation("/a", List.of("host"), 7);
        tally.outsideCopysets("/b");
        assertThat(AuditTally.of(tally.toMap()).toMap()).isEqualTo(tally.toMap());
        assertThatThrownBy(() -> AuditTally.of(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
