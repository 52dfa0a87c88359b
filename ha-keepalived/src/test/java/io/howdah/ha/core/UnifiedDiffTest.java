// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    @Test
    void diff_isEmpty_whenTextsAreTheSame() {
        assertThat(UnifiedDiff.of("a", "x\ny\n", "b", "x\ny\n")).isEmpty();
    }

    @Test
    void diff_showsThreeLinesAround_whenOneLineChanges() {
        assertThat(UnifiedDiff.of("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "b", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    }

    @Test
    void diff_numbersAnEmptySideZero_whenTheFileIsNew() {
        assertThat(UnifiedDiff.of("/dev/null", "", "b", "1\n2\n"))
                .isEqualTo("--- /dev/null\n+++ b\n@@ -0,0 +1,2 @@\n+1\n+2\n");
    }

    @Test
    void diff_turnsTheOldTextIntoTheNew_overRandomTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            String diff = UnifiedDiff.of("a", text(before), "b", text(after));

            assertThat(apply(before, diff))
                    .as("seed %d run %d\n%s", seed, run, diff)
                    .isEqualTo(after);
        }
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            lines.add(Integer.toString(random.nextInt(6)));
        }
        return lines;
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** What patch(1) does, strictly: context and removed lines must be where the hunk says. */
    private static List<String> apply(List<String> before, String diff) {
        List<String> after = new ArrayList<>();
        int next = 0;
        for (String line : diff.lines().skip(2).toList()) {
            if (line.startsWith("@@")) {
                String[] numbers = line.replaceAll("[^0-9]+", " ").trim().split(" ");
                int start = Integer.parseInt(numbers[0]) - (numbers[1].equals("0") ? 0 : 1);
                while (next < start) {
                    after.add(before.get(next++));
                }
            } else if (line.startsWith("+")) {
                after.add(line.substring(1));
            } else {
                assertThat(before.get(next++)).isEqualTo(line.substring(1));
                if (line.startsWith(" ")) {
                    after.add(line.substring(1));
                }
            }
        }
        after.addAll(before.subList(next, before.size()));
        return after;
    }
}
