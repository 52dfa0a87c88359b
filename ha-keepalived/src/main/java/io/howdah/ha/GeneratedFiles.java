// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.UnifiedDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Generated files in a directory: compared and written. A file without {@link GeneratedFile#MARK} is never touched, and
 * then nothing else is written either. Each file is written to a temporary name and renamed.
 */
public final class GeneratedFiles {
    /** Far more than anything we generate. */
    private static final long LARGEST = 1 << 20;

    private final Path directory;

    public GeneratedFiles(Path directory) {
        this.directory = directory;
    }

    /** What {@link #write} would change, as a unified diff; empty when nothing. */
    public String diff(List<GeneratedFile> files) throws IOException {
        StringBuilder out = new StringBuilder();
        for (GeneratedFile file : files) {
            Path path = directory.resolve(file.name());
            boolean exists = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            String old = exists ? read(path) : "";
            out.append(UnifiedDiff.of(exists ? path.toString() : "/dev/null", old, path.toString(), file.content()));
        }
        return out.toString();
    }

    /**
     * @return the paths that changed; unchanged files keep their time stamps
     * @throws InvalidInputException when the directory is missing or a file there is not ours
     */
    public List<Path> write(List<GeneratedFile> files) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw InvalidInputException.of("--output", directory.toString(), "an existing directory");
        }
        Map<Path, GeneratedFile> changed = new LinkedHashMap<>();
        for (GeneratedFile file : files) {
            Path path = directory.resolve(file.name());
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || !read(path).equals(file.content())) {
                changed.put(path, file);
            }
        }
        Map<Path, Path> temporaries = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, GeneratedFile> entry : changed.entrySet()) {
                GeneratedFile file = entry.getValue();
                Path temporary = Files.createTempFile(directory, "." + file.name(), ".tmp");
                temporaries.put(temporary, entry.getKey());
                Files.writeString(temporary, file.content());
                Files.setPosixFilePermissions(
                        temporary, PosixFilePermissions.fromString(file.executable() ? "rwxr-xr-x" : "rw-r--r--"));
            }
            for (Map.Entry<Path, Path> entry : temporaries.entrySet()) {
                Files.move(entry.getKey(), entry.getValue(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            for (Path temporary : temporaries.keySet()) {
                Files.deleteIfExists(temporary);
            }
        }
        return new ArrayList<>(changed.keySet());
    }

    /** The text of a file of ours. A link, a directory or anything without the mark is refused. */
    private static String read(Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) <= LARGEST) {
            String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            if (GeneratedFile.carriesMark(text)) {
                return text;
            }
        }
        throw InvalidInputException.of(
                "output file",
                path.toString(),
                "a file that starts with '" + GeneratedFile.MARK + "'; this one was not made by howdah: move it away");
    }
}
