// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A JSON file another program left, which is worth nothing when it is old. */
final class DumpFile {
    private static final int MAX_BYTES = 256 << 20;

    private DumpFile() {}

    /** @throws SourceFailure when it is missing, older than allowed, or not JSON */
    static Object read(Path file, Duration maxAge, Clock clock) throws IOException {
        Duration age;
        try {
            age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        } catch (NoSuchFileException e) {
            throw new SourceFailure(file + ": no such file", e);
        }
        if (age.compareTo(maxAge) > 0) {
            throw new SourceFailure(file + ": written " + Ages.words(age) + " ago; allowed: " + Ages.words(maxAge));
        }
        return JsonDocument.parse(file.toString(), BoundedFile.read(file, MAX_BYTES));
    }
}
