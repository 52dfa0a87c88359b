// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything a decision about one address rests on. All times are nanoseconds of one monotonic clock; those of questions
 * are taken before the question was sent, so an answer is never younger than it looks.
 *
 * @param localId the daemon of this node, as the lock would name it
 * @param role what the local daemon answered last
 * @param roleReason why, one line
 * @param roleAskedNanos when it was asked; empty: it never answered
 * @param lock what ZooKeeper said last
 * @param lockTrouble what hinders the next answer of ZooKeeper; empty when nothing does
 * @param journalNanos when a quorum of JournalNodes was last seen to take edits; empty where there are none
 * @param heartbeatNanos when keepalived last ran its check; empty: not since the boot
 * @param hold why the operator keeps the address away from this node; empty: no reason
 */
public record Evidence(
        String localId,
        Role role,
        String roleReason,
        OptionalLong roleAskedNanos,
        LockView lock,
        Optional<String> lockTrouble,
        OptionalLong journalNanos,
        OptionalLong heartbeatNanos,
        Optional<String> hold) {}
