// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.simulation.core.FailureLog.Failure;
import io.howdah.hdfs.simulation.core.LogReplay.Reach;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogReplayTest {
    private static final DiskMapping MAPPING = new DiskMapping(
            List.of(List.of(new int[] {0, 1}, new int[] {2, 3}), List.of(new int[] {4, 5}, new int[] {6, 7})), 2);

    @Test
    void parse_readsBothPublishedHeadings_inOrderOfTime() throws IOException {
        FailureLog alpine = parse(",Timestamp,SSC,SSU,Enclosure,Slot,Unique enclosure,Rack id\n"
                + "0,2019-01-04T15:47:17-0500,5,d,2,23,6,18\n"
                + "1,2019-01-04T14:41:12-0500,2,g,1,29,1,8\n");
        assertThat(alpine.failures())
                .containsExactly(new Failure(1_546_630_872, 8, 1, 29), new Failure(1_546_634_837, 18, 6, 23));
        FailureLog campaign = parse("Timestamp,Rack id,Enclosure,Slot,Action\n2021-05-04T17:03:13,2,1,2,cycle\n");
        assertThat(campaign.failures()).containsExactly(new Failure(1_620_147_793, 2, 1, 2));
        assertThat(alpine.racks()).containsExactly(8, 18);
        assertThat(alpine.slots()).isEqualTo(29);
    }

    @Test
    void parse_saysFileLineAndWhatIsAllowed_whenARowIsBad() {
        String heading = "Timestamp,Rack id,Enclosure,Slot\n";
        assertThatThrownBy(() -> parse(heading + "yesterday,1,1,1\n"))
                .hasMessageStartingWith("log.csv:2: Timestamp 'yesterday'; allowed: ");
        assertThatThrownBy(() -> parse(heading + "2021-05-04T17:03:13,1,1\n"))
                .hasMessage("log.csv:2: 3 cells; allowed: 4, as in the heading");
        assertThatThrownBy(() -> parse(heading + "2021-05-04T17:03:13,-1,1,1\n"))
                .hasMessageStartingWith("log.csv:2: Rack id '-1'; allowed: ");
        assertThatThrownBy(() -> parse("a,b\n")).hasMessageStartingWith("log.csv:1: a column is missing");
        assertThatThrownBy(() -> parse(heading)).hasMessageStartingWith("log.csv:1: no failure");
        assertThatThrownBy(() -> parse("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replay_losesABlock_onlyWhenAllItsNodesAreDownWithinTheWindow() {
        PlacedSets placed = new PlacedSets(8, 2);
        placed.add(0, 4);
        placed.add(0, 4);
        placed.add(1, 6);
        FailureLog log = new FailureLog(List.of(new Failure(1_000, 1, 1, 1), new Failure(1_500, 2, 1, 1)));
        assertThat(new LogReplay(log, 600, 1).replay(placed, MAPPING, Reach.DATANODE, 1))
                .isEqualTo(new LogReplay.Loss(2, 2));
        assertThat(new LogReplay(log, 500, 1).replay(placed, MAPPING, Reach.DATANODE, 1))
                .isEqualTo(new LogReplay.Loss(0, 1));
    }

    @Test
    void replay_keepsANodeDown_whenItFailsAgain() {
        PlacedSets placed = new PlacedSets(8, 2);
        placed.add(0, 4);
        FailureLog log = new FailureLog(
                List.of(new Failure(1_000, 1, 1, 1), new Failure(1_400, 1, 1, 2), new Failure(1_800, 2, 1, 1)));
        assertThat(new LogReplay(log, 500, 1)
                        .replay(placed, MAPPING, Reach.DATANODE, 1)
                        .blocksLost())
                .isEqualTo(1);
    }

    @Test
    void replay_tellsDisksApart_onOneNode() {
        PlacedSets disks = new PlacedSets(16, 2);
        disks.add(1, 8); // the second disk of node 0, the first of node 4
        FailureLog first = new FailureLog(List.of(new Failure(1_000, 1, 1, 1), new Failure(1_001, 2, 1, 1)));
        FailureLog second = new FailureLog(List.of(new Failure(1_000, 1, 1, 2), new Failure(1_001, 2, 1, 1)));
        assertThat(new LogReplay(first, 600, 1)
                        .replay(disks, MAPPING, Reach.DISK, 1)
                        .blocksLost())
                .isZero();
        assertThat(new LogReplay(second, 600, 1)
                        .replay(disks, MAPPING, Reach.DISK, 1)
                        .blocksLost())
                .isEqualTo(1);
    }

    @Test
    void replay_takesTheWholeHost_whenEnoughDifferentDisksOfAnEnclosureFail() {
        PlacedSets placed = new PlacedSets(8, 2);
        placed.add(0, 1);
        FailureLog again = new FailureLog(List.of(new Failure(1_000, 1, 1, 1), new Failure(1_100, 1, 1, 1)));
        FailureLog other = new FailureLog(List.of(new Failure(1_000, 1, 1, 1), new Failure(1_100, 1, 1, 2)));
        assertThat(new LogReplay(again, 600, 2)
                        .replay(placed, MAPPING, Reach.ENCLOSURE, 1)
                        .blocksLost())
                .isZero();
        assertThat(new LogReplay(other, 600, 2)
                        .replay(placed, MAPPING, Reach.ENCLOSURE, 1)
                        .blocksLost())
                .isEqualTo(1);
    }

    @Test
    void sample_givesTheShareOfOrders_inWhichTheLogHits() {
        PlacedSets placed = new PlacedSets(8, 2);
        placed.add(0, 4);
        FailureLog log = new FailureLog(List.of(new Failure(1_000, 1, 1, 1), new Failure(1_001, 2, 1, 1)));
        // One node of each rack: the pair is hit once in 4 * 4 orders, whichever rack is which.
        Estimate estimate =
                new LogReplay(log, 600, 1).sample(placed, MAPPING, Reach.DATANODE, 1, 20_000, new Random(20_260_101));
        assertThat(estimate.value()).isBetween(0.055, 0.07);
    }

    private static FailureLog parse(String text) throws IOException {
        return FailureLog.parse("log.csv", new BufferedReader(new StringReader(text)));
    }
}
