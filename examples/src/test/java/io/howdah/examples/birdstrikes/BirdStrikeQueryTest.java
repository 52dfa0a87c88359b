// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BirdStrikeQueryTest {
    private static final List<OperatorCost> ROWS = List.of(
            new OperatorCost("ABX AIR", 1_076, 0),
            new OperatorCost("\"ÁIR\" \\", 2, 7_043_545),
            new OperatorCost("Z", 1, 0));

    @Test
    void table_hasTheCostliestFirst_andATotal() {
        assertThat(BirdStrikeQuery.table(ROWS).lines())
                .containsExactly(
                        "OPERATOR     STRIKES        COST (USD)",
                        "\"ÁIR\" \\            2         7,043,545",
                        "ABX AIR        1,076                 0",
                        "Z                  1                 0",
                        "TOTAL          1,079         7,043,545");
        assertThat(BirdStrikeQuery.table(List.of()).lines()).hasSize(2);
    }

    @Test
    void json_escapesWhatItMust() throws Exception {
        assertThat(BirdStrikeQuery.json(ROWS).strip())
                .isEqualTo("[{\"operator\":\"ABX AIR\",\"strikes\":1076,\"totalCost\":0},"
                        + "{\"operator\":\"\\\"ÁIR\\\" \\\\\",\"strikes\":2,\"totalCost\":7043545},"
                        + "{\"operator\":\"Z\",\"strikes\":1,\"totalCost\":0}]");
    }
}
