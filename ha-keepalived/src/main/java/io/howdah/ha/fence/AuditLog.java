// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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

    /** @throws IOException when nothing could be appended */
    static void check(Path file) throws IOException {
        open(file).close();
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

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
