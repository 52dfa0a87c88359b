// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.RoleProbe;
import io.howdah.ha.TrackFile;
import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Turns each round's answers into the track file of one node. Thread-safe: the shutdown hook revokes, too. */
final class Tracker {
    private final TrackFile file;
    private final String nameservice;
    private final String localId;
    private final Duration validity;
    private boolean closed;
    private Eligibility last = new Eligibility(false, "not asked yet");

    Tracker(Path path, String nameservice, String localId, Duration validity) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw InvalidInputException.of("--track-file", path.toString(), "a file in an existing directory");
        }
        this.file = new TrackFile(path);
        this.nameservice = nameservice;
        this.localId = localId;
        this.validity = validity;
    }

    /** Seconds of uptime: to be read before the questions are sent. */
    double now() throws IOException {
        return TrackFile.uptimeSeconds();
    }

    synchronized void update(double asked, List<RoleProbe.Group> groups) throws IOException {
        if (closed) {
            return;
        }
        List<NodeRole> nodes = groups.stream()
                .filter(group -> group.service() == Service.HDFS && group.name().equals(nameservice))
                .findFirst()
                .map(RoleProbe.Group::nodes)
                .orElse(List.of());
        Duration age = Duration.ofMillis(Math.round((now() - asked) * 1000));
        last = Eligibility.decide(localId, nodes, age, validity);
        try {
            if (last.eligible()) {
                file.arm(asked, validity);
            } else {
                file.revoke();
            }
        } catch (IOException e) {
            boolean removed = file.remove();
            last = new Eligibility(
                    false,
                    "cannot write the track file: " + e.getMessage()
                            + (removed
                                    ? ""
                                    : "; cannot remove it either: keepalived drops the address at the deadline"));
            throw e;
        }
    }

    /** Makes the node ineligible for good. */
    synchronized void close() throws IOException {
        closed = true;
        file.revoke();
    }

    /** Makes the node ineligible until the next update. */
    synchronized void revoke() throws IOException {
        file.revoke();
    }

    synchronized Eligibility last() {
        return last;
    }
}
