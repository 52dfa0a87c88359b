// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON line for every step, appended and forced to the disk before the next one. A log that cannot be written does not
 * keep a cluster from failing over: it is said in the daemon's log instead, step by step. Thread-safe; lines of several
 * processes do not mix, as each is one append.
 */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String host;
    private final String run;

    /** @param run what the lines of one fencing have in common */
    AuditLog(Path file, String host, String run) {
        this.file = file;
        this.host = host;
        this.run = run;
    }

    /** @throws IOException when nothing could be appended; nothing is created */
    static void check(Path file) throws IOException {
        Path there = Files.exists(file) ? file : file.getParent();
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there.toString());
        }
    }

    void write(String step, String method, String result) {
        LOG.info("Fencing {}: {} {}: {}", host, step, method, result);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("run", run);
        line.put("host", host);
        line.put("step", step);
        line.put("method", method);
        line.put("result", result);
        try (FileChannel channel = open(file)) {
            ByteBuffer bytes = ByteBuffer.wrap((json(line) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            LOG.error("The audit log {} cannot be written: {}; the step was: {}", file, e.toString(), line);
        }
    }

    private static String json(Map<String, Object> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // strings only
        }
    }

    /** A file that root makes (haadmin) belongs to the directory's owner, so that the ZKFC can append to it, too. */
    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.APPEND);
        } catch (NoSuchFileException e) {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            UserPrincipal owner = Files.getOwner(file.getParent());
            if (!Files.getOwner(file).equals(owner)) {
                try {
                    Files.setOwner(file, owner);
                } catch (IOException notRoot) {
                    LOG.warn("{} does not belong to {}", file, owner);
                }
            }
            return channel;
        }
    }
}
