// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.Parked;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private static final Parked LETTER = new Parked(
            ChangeEvent.of(
                    "default", "t", 1, "region", 1, new byte[1], "d", new byte[1], 1, CellKind.PUT, new byte[1], 1, 0),
            "too large");

    @TempDir
    private java.nio.file.Path root;

    private FileSystem local() throws IOException {
        return FileSystem.getLocal(new Configuration()).getRaw();
    }

    private DeadLetters in(FileSystem fileSystem) {
        Path path = new Path(root.toUri());
        return new DeadLetters(new CdcDirectory(fileSystem, path, path));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(root.resolve("dead-letters"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void nothingIsLeft_whenAFileCannotBeRenamed() throws Exception {
        DeadLetters letters = in(new FilterFileSystem(local()) {
            @Override
            public boolean rename(Path from, Path to) {
                return false;
            }
        });
        assertThatThrownBy(() -> letters.add(List.of(LETTER))).hasMessageStartingWith("cannot rename ");
        assertThat(names()).isEmpty();
    }

    @Test
    void nothingIsLeft_whenAFileCannotBeWritten() throws Exception {
        DeadLetters letters = in(new FilterFileSystem(local()) {
            @Override
            public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
                return new FSDataOutputStream(super.create(file, overwrite), null) {
                    @Override
                    public void hsync() throws IOException {
                        throw new IOException("no space");
                    }
                };
            }
        });
        assertThatThrownBy(() -> letters.add(List.of(LETTER))).hasMessage("no space");
        assertThat(names()).isEmpty();
        in(local()).add(List.of(LETTER));
        assertThat(names()).singleElement().asString().endsWith(".jsonl");
    }
}
