// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last audit found, for the NameNode's gauges.
 *
 * <p>Why a file: the platform's verification is given nodes and no block, so the policy cannot tell how many different
 * blocks are broken now, and a scan of its own would hold the NameNode's lock. An audit from outside knows, and says for
 * which path and when. The file is small and is read again when it changed. Thread-safe.
 */
final class LastAudit {
    static final LastAudit NONE = new LastAudit(Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(LastAudit.class);
    private static final long MAX_BYTES = 1 << 20;
    private static final Seen NOTHING = new Seen(-1, -1);

    private final Path file;
    private long modified = -1;
    private long violations = -1;

    /**
     * What is known.
     *
     * @param violations blocks that broke a rule; -1 = no report
     * @param ageSeconds since the report was written; -1 = no report
     */
    record Seen(long violations, long ageSeconds) {}

    LastAudit(Optional<Path> file) {
        this.file = file.orElse(null);
    }

    /** {@return what the file says now} */
    synchronized Seen look() {
        if (file == null || !Files.exists(file)) {
            return NOTHING;
        }
        try {
            long now = Files.getLastModifiedTime(file).toMillis();
            if (now != modified) {
                modified = now;
                violations = -1;
                violations = read();
            }
        } catch (IOException e) {
            LOG.warn("{}: no report of an audit: {}", file, e.getMessage()); // once a version of the file
        }
        return violations < 0
                ? NOTHING
                : new Seen(violations, Math.max(0, (System.currentTimeMillis() - modified) / 1000));
    }

    private long read() throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(Files.size(file) + " bytes; allowed: " + MAX_BYTES);
        }
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("violations");
                if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                    return json.getLongValue();
                }
                json.skipChildren();
            }
        }
        throw new IOException("no field violations");
    }
}
