// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.TrackFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The operator's reasons to keep an address away from this node, as files in the run directory: {@code maintenance} (all
 * addresses, until removed) and {@code vip-N.release} (one address, until an uptime). Thread-safe.
 */
public final class Holds {
    private static final int LONGEST = 512;

    private final Path maintenance;
    private final Path release;

    /** @param name of the address, for example {@code vip-51} */
    public Holds(Path runDirectory, String name) {
        this.maintenance = runDirectory.resolve("maintenance");
        this.release = runDirectory.resolve(name + ".release");
    }

    /** Why the address must not be here; empty: no reason. A file that cannot be read is a reason. */
    public Optional<String> reason() {
        try {
            Optional<String> text = read(maintenance);
            if (text.isPresent()) {
                return Optional.of("maintenance" + (text.get().isBlank() ? "" : ": " + text.get()));
            }
            Optional<String> until = read(release);
            if (until.isPresent()) {
                double left = Double.parseDouble(until.get()) - TrackFile.uptimeSeconds();
                if (left > 0) {
                    return Optional.of("released by the operator for another " + (long) Math.ceil(left) + " s");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("maintenance: cannot read " + e.getMessage());
        } catch (NumberFormatException e) {
            return Optional.of(release + " does not hold an uptime");
        }
    }

    /** Starts maintenance: every address leaves this node. */
    public void startMaintenance(String reason) throws IOException {
        write(maintenance, reason.lines().findFirst().orElse(""));
    }

    /** @return false when there was none */
    public boolean endMaintenance() throws IOException {
        return Files.deleteIfExists(maintenance);
    }

    /** Keeps the address away for some seconds from now. */
    public void release(long seconds) throws IOException {
        write(release, Long.toString((long) Math.ceil(TrackFile.uptimeSeconds()) + seconds));
    }

    private static Optional<String> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).trim());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(temporary, text + "\n", StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
