// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts in the unified format, with three lines of context: what {@code patch} reads. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /** One line of the edit script: ' ' in both, '-' only in the old text, '+' only in the new one. */
    private record Edit(char kind, String line, int oldLine, int newLine) {}

    /**
     * Meant for configuration files: time and memory grow with the product of the two line counts.
     *
     * @return empty when the texts have the same lines
     */
    public static String of(String oldName, String oldText, String newName, String newText) {
        List<Edit> edits = edits(oldText.lines().toList(), newText.lines().toList());
        StringBuilder out = new StringBuilder();
        int next = 0;
        while (next < edits.size()) {
            if (edits.get(next).kind == ' ') {
                next++;
                continue;
            }
            int from = Math.max(0, next - CONTEXT);
            int to = next;
            int lastChange = next;
            while (to < edits.size() && to <= lastChange + 2 * CONTEXT) {
                if (edits.get(to).kind != ' ') {
                    lastChange = to;
                }
                to++;
            }
            to = Math.min(edits.size(), lastChange + CONTEXT + 1);
            if (out.length() == 0) {
                out.append("--- ")
                        .append(oldName)
                        .append("\n+++ ")
                        .append(newName)
                        .append('\n');
            }
            appendHunk(out, edits.subList(from, to));
            next = to;
        }
        return out.toString();
    }

    private static void appendHunk(StringBuilder out, List<Edit> hunk) {
        long oldCount = hunk.stream().filter(edit -> edit.kind != '+').count();
        long newCount = hunk.stream().filter(edit -> edit.kind != '-').count();
        // A side without lines is numbered by the line before it.
        int oldStart = hunk.get(0).oldLine + (oldCount == 0 ? 0 : 1);
        int newStart = hunk.get(0).newLine + (newCount == 0 ? 0 : 1);
        out.append("@@ -%d,%d +%d,%d @@\n".formatted(oldStart, oldCount, newStart, newCount));
        for (Edit edit : hunk) {
            out.append(edit.kind).append(edit.line).append('\n');
        }
    }

    /** Longest common subsequence by dynamic programming. */
    private static List<Edit> edits(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Edit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                edits.add(new Edit(' ', before.get(i), i, j));
                i++;
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                edits.add(new Edit('-', before.get(i), i, j));
                i++;
            } else {
                edits.add(new Edit('+', after.get(j), i, j));
                j++;
            }
        }
        return edits;
    }
}
