// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedFilesTest {
    private final List<GeneratedFile> files = NodeFiles.render(List.of(Instances.node(1)));

    @TempDir
    Path directory;

    @Test
    void files_areWrittenOnce_whenNothingChanges() throws IOException {
        GeneratedFiles target = new GeneratedFiles(directory);

        assertThat(target.diff(files)).contains("--- /dev/null");
        assertThat(target.write(files)).hasSize(files.size());
        assertThat(target.write(files)).isEmpty();
        assertThat(target.diff(files)).isEmpty();
        for (GeneratedFile file : files) {
            assertThat(directory.resolve(file.name())).hasContent(file.content());
            assertThat(Files.isExecutable(directory.resolve(file.name()))).isEqualTo(file.executable());
        }
        assertNoTemporaries();
    }

    @Test
    void ourFile_isReplaced_whenItChanged() throws IOException {
        GeneratedFiles target = new GeneratedFiles(directory);
        target.write(files);
        Path conf = directory.resolve("keepalived.conf");
        Files.writeString(conf, Files.readString(conf).replace("priority 100", "priority 90"));

        assertThat(target.diff(files)).contains("-  priority 90").contains("+  priority 100");
        assertThat(target.write(files)).containsExactly(conf);
        assertThat(conf).hasContent(files.get(0).content());
    }

    @Test
    void nothing_isWritten_whenOneFileIsNotOurs() throws IOException {
        // The last of the files, so that the others would be written first if writing came before checking.
        Path foreign = directory.resolve(files.get(files.size() - 1).name());
        Files.writeString(foreign, "# by hand\n");

        assertThatThrownBy(() -> new GeneratedFiles(directory).write(files))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("output file is '" + foreign + "'");
        assertThat(foreign).hasContent("# by hand\n");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(foreign);
        }
    }

    @Test
    void link_isRefused_evenWhenItLeadsToAFileOfOurs() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        new GeneratedFiles(elsewhere).write(files);
        Files.createSymbolicLink(directory.resolve("keepalived.conf"), elsewhere.resolve("keepalived.conf"));

        assertThatThrownBy(() -> new GeneratedFiles(directory).write(files)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void write_isRefused_whenDirectoryIsMissing() {
        assertThatThrownBy(() -> new GeneratedFiles(directory.resolve("no")).write(files))
                .hasMessage("--output is '" + directory.resolve("no") + "'; allowed: an existing directory");
    }

    private void assertNoTemporaries() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).hasSize(files.size());
        }
    }
}
