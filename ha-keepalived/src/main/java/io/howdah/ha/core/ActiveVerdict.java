// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is active among the daemons of one service.
 *
 * <p><b>Algorithm.</b> Two or more answers "active": {@link Outcome#SEVERAL}. One: {@link Outcome#ONE}, even when
 * others are silent, because a machine that lost power stays silent for ever and its successor is the active; the reason
 * names the silent ones. None, and somebody silent: {@link Outcome#CANNOT_TELL}, for the silent one may be the active.
 * None, and everybody answered (or is proved down): {@link Outcome#NONE}.
 *
 * <p><b>Example.</b> nn1 times out, nn2 is standby: CANNOT_TELL. nn1's port is closed, nn2 is standby: NONE.
 *
 * <p>A daemon's own word is not the election's: an isolated NameNode goes on saying "active" until it has to write to
 * the journals. ONE therefore means that one daemon says so, not that it could commit a write.
 *
 * @param active the active's id when the outcome is ONE
 * @param reason one line for a person
 */
public record ActiveVerdict(Outcome outcome, Optional<String> active, String reason) {

    /** The four answers. */
    public enum Outcome {
        ONE,
        NONE,
        SEVERAL,
        CANNOT_TELL
    }

    public static ActiveVerdict of(List<NodeRole> nodes) {
        if (nodes.isEmpty()) {
            return new ActiveVerdict(Outcome.CANNOT_TELL, Optional.empty(), "no daemon to ask");
        }
        List<String> active = ids(nodes, Role.ACTIVE);
        List<String> silent = ids(nodes, Role.UNKNOWN);
        String others = silent.isEmpty() ? "" : "; no usable answer from " + String.join(", ", silent);
        if (active.size() > 1) {
            return new ActiveVerdict(
                    Outcome.SEVERAL,
                    Optional.empty(),
                    active.size() + " say they are active: " + String.join(", ", active) + others);
        }
        if (active.size() == 1) {
            return new ActiveVerdict(Outcome.ONE, Optional.of(active.get(0)), active.get(0) + " is active" + others);
        }
        String told = nodes.stream()
                .filter(node -> node.role() != Role.UNKNOWN)
                .map(node -> node.id() + " " + node.reason())
                .collect(Collectors.joining("; "));
        if (silent.isEmpty()) {
            return new ActiveVerdict(Outcome.NONE, Optional.empty(), "none is active: " + told);
        }
        List<String> parts = new ArrayList<>(List.of("cannot tell" + others));
        if (!told.isEmpty()) {
            parts.add(told);
        }
        return new ActiveVerdict(Outcome.CANNOT_TELL, Optional.empty(), String.join("; ", parts));
    }

    /** The answer "no" wins over "cannot tell", which wins over "yes". 0 yes, 1 no, 3 cannot tell. */
    public static int exitCode(List<ActiveVerdict> verdicts) {
        boolean no = verdicts.stream()
                .anyMatch(verdict -> verdict.outcome == Outcome.NONE || verdict.outcome == Outcome.SEVERAL);
        boolean unknown = verdicts.stream().anyMatch(verdict -> verdict.outcome == Outcome.CANNOT_TELL);
        return no ? 1 : unknown || verdicts.isEmpty() ? 3 : 0;
    }

    private static List<String> ids(List<NodeRole> nodes, Role role) {
        return nodes.stream()
                .filter(node -> node.role() == role)
                .map(NodeRole::id)
                .collect(Collectors.toList());
    }
}
