// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.TrackFile;
import io.howdah.ha.core.LockView;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The agent's state as one JSON object in the run directory, for {@code howdah ha status} and monitoring: written every
 * second and at every change, to a temporary name and renamed. {@code uptime} tells a reader how old it is. Not
 * thread-safe.
 */
public final class StatusFile {
    /** In the run directory. */
    public static final String FILE_NAME = "status.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Timing timing;

    StatusFile(Path runDirectory, Timing timing) {
        this.file = runDirectory.resolve(FILE_NAME);
        this.timing = timing;
    }

    /** A state that cannot be written is not worth an agent's life: readers see that the file grows old. */
    void write(List<AddressState> states) {
        try {
            ObjectNode root = document(states, timing);
            Path temporary = file.resolveSibling("." + FILE_NAME + ".tmp");
            Files.writeString(temporary, JSON.writeValueAsString(root) + "\n", StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // See above.
        }
    }

    static ObjectNode document(List<AddressState> states, Timing timing) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("pid", ProcessHandle.current().pid());
        root.put("uptime", TrackFile.uptimeSeconds());
        root.put("exposure_ms", timing.exposure().toMillis());
        ArrayNode addresses = root.putArray("addresses");
        states.forEach(state -> addresses.add(tree(state)));
        return root;
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It grows old.
        }
    }

    private static ObjectNode tree(AddressState state) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("name", state.instance().name());
        tree.put("service", state.instance().service().key());
        tree.put("group", state.instance().group());
        tree.put("node", state.instance().node());
        tree.put("address", NumericAddress.text(state.instance().vip().address()));
        tree.put("answering", state.answering());
        tree.put("held", state.held());
        tree.put(
                "lease_ms",
                state.leaseUntilNanos().isPresent()
                        ? millis(state.leaseUntilNanos().getAsLong() - state.atNanos())
                        : 0);
        tree.put("eligible", state.eligibility().eligible());
        tree.put("reason", state.eligibility().reason());
        tree.put("since_ms", millis(state.atNanos() - state.sinceNanos()));
        tree.put("failure", state.failure().orElse(null));
        tree.put("role", state.evidence().role().name().toLowerCase(Locale.ROOT));
        tree.put("role_age_ms", age(state.evidence().roleAskedNanos(), state));
        LockView lock = state.evidence().lock();
        tree.put("lock", lock.state().name().toLowerCase(Locale.ROOT));
        tree.put("lock_holder", lock.holder().orElse(null));
        tree.put(
                "lock_age_ms",
                lock.state() == LockView.State.UNREAD ? null : millis(state.atNanos() - lock.askedNanos()));
        tree.put("zookeeper", state.evidence().lockTrouble().orElse(null));
        tree.put("keepalived_age_ms", age(state.evidence().heartbeatNanos(), state));
        tree.put("keepalived", state.keepalived().orElse(null));
        tree.put("hold", state.evidence().hold().orElse(null));
        tree.put("takeovers", state.takeovers());
        tree.put(
                "last_takeover_ms",
                state.lastTakeover().map(took -> (Long) took.toMillis()).orElse(null));
        return tree;
    }

    private static Long age(OptionalLong nanos, AddressState state) {
        return nanos.isPresent() ? (Long) millis(state.atNanos() - nanos.getAsLong()) : null;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
