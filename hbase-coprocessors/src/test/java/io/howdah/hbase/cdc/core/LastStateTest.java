// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LastStateTest {
    private static Map<String, String> visible(List<ChangeEvent> events) {
        LastState state = new LastState();
        events.forEach(state::add);
        Map<String, String> values = new TreeMap<>();
        for (ChangeEvent event : state.visible(2_000_000_000_000L)) {
            values.put(text(event.row()) + "/" + text(event.qualifier()), text(event.value()));
        }
        return values;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void greatestTimestampWins_notTheLastToArrive() {
        assertThat(visible(List.of(
                        RandomChanges.put("r", "q", 9, 1, "newest"),
                        RandomChanges.put("r", "q", 5, 2, "written later"))))
                .isEqualTo(Map.of("r/q", "newest"));
    }

    @Test
    void deleteWins_atTheSameTimestamp_whateverTheSequence() {
        assertThat(visible(List.of(
                        RandomChanges.deleteColumn("r", "q", 9, 1),
                        RandomChanges.put("r", "q", 9, 2, "after the delete"))))
                .isEmpty();
    }

    @Test
    void greatestSequenceWins_atTheSameTimestampAndType() {
        assertThat(visible(List.of(
                        RandomChanges.put("r", "q", 9, 2, "second"), RandomChanges.put("r", "q", 9, 1, "first"))))
                .isEqualTo(Map.of("r/q", "second"));
    }

    @Test
    void familyDelete_hidesColumnsThatArriveLater_upToItsTimestamp() {
        assertThat(visible(List.of(
                        RandomChanges.deleteFamily("r", 7, 3),
                        RandomChanges.put("r", "a", 7, 1, "hidden"),
                        RandomChanges.put("r", "b", 8, 2, "shown"))))
                .isEqualTo(Map.of("r/b", "shown"));
    }

    @Test
    void familyVersionDelete_hidesOneTimestampOnly() {
        assertThat(visible(List.of(
                        RandomChanges.change(CellKind.DELETE_FAMILY_VERSION, "r", "", 7, 100, 3, ""),
                        RandomChanges.put("r", "a", 7, 1, "hidden"),
                        RandomChanges.put("r", "b", 6, 2, "shown"))))
                .isEqualTo(Map.of("r/b", "shown"));
    }

    @Test
    void versionDelete_hidesOneTimestampOnly_andNothingWhenThereIsNoSuchVersion() {
        assertThat(visible(List.of(
                        RandomChanges.deleteVersion("r", "before", 1_000, 1),
                        RandomChanges.put("r", "before", 50, 2, "shown"),
                        RandomChanges.put("r", "after", 50, 3, "shown"),
                        RandomChanges.deleteVersion("r", "after", 60, 4),
                        RandomChanges.put("r", "same", 50, 5, "hidden"),
                        RandomChanges.deleteVersion("r", "same", 50, 6),
                        RandomChanges.deleteVersion("r", "earlier", 50, 7),
                        RandomChanges.put("r", "earlier", 50, 8, "hidden"),
                        RandomChanges.put("r", "older", 50, 9, "old"),
                        RandomChanges.put("r", "older", 60, 10, "shown"),
                        RandomChanges.deleteVersion("r", "older", 50, 11))))
                .isEqualTo(Map.of("r/before", "shown", "r/after", "shown", "r/older", "shown"));
    }

    /** A table that is created again starts empty, with small sequences and perhaps with old timestamps. */
    @Test
    void laterLifeOfATable_winsOverTheEarlierOne() {
        assertThat(visible(List.of(
                        RandomChanges.change(CellKind.PUT, "r", "a", 99, 100, 50, "earlier"),
                        RandomChanges.change(CellKind.PUT, "r", "b", 99, 100, 51, "earlier"),
                        RandomChanges.change(CellKind.PUT, "r", "b", 3, 101, 1, "later"))))
                .isEqualTo(Map.of("r/b", "later"));
    }

    @Test
    void put_isHidden_whenItsTimeToLiveIsOver() {
        LastState state = new LastState();
        state.add(RandomChanges.expiring("r", "a", 1_000));
        assertThat(state.visible(999)).hasSize(1);
        assertThat(state.visible(1_000)).isEmpty();
    }

    @Test
    void state_isTheSame_whateverTheOrderAndTheCopies() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<ChangeEvent> events = RandomChanges.of(random, 400);
            Map<String, String> once = visible(events);
            List<ChangeEvent> copies = new ArrayList<>(events);
            copies.addAll(events.subList(0, 150));
            Collections.shuffle(copies, random);
            assertThat(visible(copies)).as("seed %d", seed).isEqualTo(once);
        }
    }
}
