// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFilesTest {
    @TempDir
    Path directory;

    @Test
    void values_areReadAsHadoopDoes_whenFinalIncludedAndSubstituted() throws IOException {
        Files.writeString(
                directory.resolve("core-site.xml"),
                "<configuration><property><name>a</name><value>first</value><final>true</final></property></configuration>");
        Files.writeString(directory.resolve("hdfs-site.xml"), """
                <configuration xmlns:xi="http://www.w3.org/2001/XInclude">
                  <property><name>a</name><value>second</value></property>
                  <property><name>b</name><value>${a}-b</value></property>
                  <xi:include href="more.xml"/>
                </configuration>
                """);
        Files.writeString(directory.resolve("more.xml"), Sites.xml(Map.of("c", "included")));
        SiteFiles sites = SiteFiles.load(List.of(directory));

        assertThat(sites.configuration().get("a")).isEqualTo("first");
        assertThat(sites.configuration().get("b")).isEqualTo("first-b");
        assertThat(sites.configuration().get("c")).isEqualTo("included");
        assertThat(sites.configuration().get("dfs.replication"))
                .as("Hadoop's default")
                .isEqualTo("3");
        assertThat(sites.has("hdfs-site.xml")).isTrue();
        assertThat(sites.has("yarn-site.xml")).isFalse();
    }

    @Test
    void load_isRefused_whenDirectoryIsMissingOrEmpty() {
        refused("--conf is '" + directory.resolve("no") + "'; allowed: a directory", directory.resolve("no"));
        refused("--conf is '" + directory + "'; allowed: a directory with at least one of", directory);
    }

    @Test
    void load_isRefusedWithFileAndLine_whenXmlIsBroken() throws IOException {
        Path file = directory.resolve("hdfs-site.xml");
        Files.writeString(file, "<configuration>\n<property>\n<name>a</nome>\n</property></configuration>");
        refused(file + ":3: not well-formed XML: ", directory);
        Files.writeString(file, "<html>\n<body/></html>");
        refused(file + ":1 is '<html>'; allowed: the root element <configuration>", directory);
        Files.writeString(file, "");
        refused(file + ":1: not well-formed XML: ", directory);
        Files.writeString(file, "<configuration>\n<property>");
        refused(file + ":2: not well-formed XML: ", directory);
    }

    @Test
    void load_isRefusedWithTheIncludedFile_whenThatIsBroken() throws IOException {
        Files.writeString(
                directory.resolve("hdfs-site.xml"),
                "<configuration xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"more.xml\"/></configuration>");
        Files.writeString(directory.resolve("more.xml"), "<configuration>\n\n</oops>");

        refused(directory.resolve("more.xml") + ":3: not well-formed XML: ", directory);
    }

    private static void refused(String message, Path directory) {
        assertThatThrownBy(() -> SiteFiles.load(List.of(directory)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
