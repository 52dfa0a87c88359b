// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Replaces a file as a whole: a reader sees the old one or the new one, never a half. Nothing in it may be secret. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the text of a file. */
    public interface Content {
        void to(Writer writer) throws IOException;
    }

    /**
     * Writes a file, readable by all: the daemons that read it run as other users than the tools that write it.
     *
     * @throws IOException when it cannot be written; an existing file is then untouched
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            try (Writer writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                content.to(writer);
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
