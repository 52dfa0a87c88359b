// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether this node may hold the address: its own daemon answered "active", no other daemon did, and the answers are
 * young enough. Whatever is unknown about this node makes it ineligible, with the reason. A silent peer does not: the
 * peer's machine may be gone for good, which is when the address is needed most.
 *
 * <p>Two daemons that both say "active" make every node ineligible: nobody answers until the older active has noticed.
 *
 * @param reason one line for a person
 */
public record Eligibility(boolean eligible, String reason) {

    /**
     * @param localId the daemon of this node
     * @param nodes the answers of all daemons of the service
     * @param age since before the questions were sent, on a monotonic clock
     * @param maxAge beyond this an answer proves nothing any more
     */
    public static Eligibility decide(String localId, List<NodeRole> nodes, Duration age, Duration maxAge) {
        Optional<NodeRole> local =
                nodes.stream().filter(node -> node.id().equals(localId)).findFirst();
        if (local.isEmpty()) {
            return new Eligibility(false, localId + " was not asked");
        }
        if (age.compareTo(maxAge) > 0) {
            return new Eligibility(
                    false, "the answers are " + age.toMillis() + " ms old, the limit is " + maxAge.toMillis() + " ms");
        }
        if (local.get().role() != Role.ACTIVE) {
            return new Eligibility(false, localId + ": " + local.get().reason());
        }
        List<String> rivals = nodes.stream()
                .filter(node -> node.role() == Role.ACTIVE && !node.id().equals(localId))
                .map(NodeRole::id)
                .collect(Collectors.toList());
        if (!rivals.isEmpty()) {
            return new Eligibility(false, localId + " is active, and so says " + String.join(", ", rivals));
        }
        return new Eligibility(true, localId + " is active");
    }
}
