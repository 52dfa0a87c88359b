// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text files of bounded size. */
final class BoundedFile {
    private BoundedFile() {}

    /**
     * Reads a file.
     *
     * @throws SourceFailure when it is missing, unreadable, larger than the limit or not UTF-8; names the file
     */
    static String read(Path file, int maxBytes) throws SourceFailure {
        try (InputStream in = Files.newInputStream(file)) {
            return text(file.toString(), in, maxBytes);
        } catch (SourceFailure e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new SourceFailure(file + ": no such file", e);
        } catch (IOException e) {
            throw new SourceFailure(file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Reads a stream to its end.
     *
     * @param name for messages
     * @throws SourceFailure when it is larger than the limit or not UTF-8
     */
    static String text(String name, InputStream in, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new SourceFailure(name + ": larger than " + maxBytes + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SourceFailure(name + ": not UTF-8 text", e);
        }
    }
}
