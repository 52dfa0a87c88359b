// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads keepalived.conf back: blocks, keywords and values, comments gone. Independent of the renderer. */
public final class KeepalivedConfReader {
    /**
     * A block, or a line of one.
     *
     * @param words the line without a brace
     * @param children empty for a plain line
     */
    public record Node(List<String> words, List<Node> children) {
        public List<Node> all(String keyword) {
            return children.stream()
                    .filter(child -> child.words.get(0).equals(keyword))
                    .toList();
        }

        public Node one(String keyword) {
            List<Node> found = all(keyword);
            if (found.size() != 1) {
                throw new AssertionError(found.size() + " times '" + keyword + "' in " + words);
            }
            return found.get(0);
        }

        /** What follows the keyword of the only such line. */
        public String value(String keyword) {
            List<String> found = one(keyword).words;
            return String.join(" ", found.subList(1, found.size()));
        }
    }

    private KeepalivedConfReader() {}

    public static Node read(String text) {
        Node root = new Node(List.of("root"), new ArrayList<>());
        Deque<Node> open = new ArrayDeque<>(List.of(root));
        for (String raw : text.split("\n")) {
            String line = raw.replaceFirst("[#!].*", "").trim();
            if (line.isEmpty()) {
                continue;
            }
            if (line.equals("}")) {
                open.pop();
                continue;
            }
            boolean block = line.endsWith("{");
            String words = block ? line.substring(0, line.length() - 1).trim() : line;
            Node node = new Node(List.of(words.replace("\"", "").split("\\s+")), new ArrayList<>());
            open.element().children.add(node);
            if (block) {
                open.push(node);
            }
        }
        if (open.size() != 1) {
            throw new AssertionError("unbalanced braces:\n" + text);
        }
        return root;
    }
}
