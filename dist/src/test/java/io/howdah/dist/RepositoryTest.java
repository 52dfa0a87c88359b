// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules that can be read off the files. */
class RepositoryTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> FOLDERS = Set.of(
            "bin",
            "docs",
            "hdfs-plugins",
            "yarn-scheduler",
            "hbase-coprocessors",
            "ha-keepalived",
            "monitoring-nagios",
            "minicluster",
            "examples",
            "dist");

    /** An absolute path into somebody's home. */
    private static final Pattern HOME = Pattern.compile("(?<![.\\w])/(root|home/\\w+)/");

    private static final List<String> PLUGINS =
            List.of("hdfs-plugins", "yarn-scheduler", "hbase-coprocessors", "ha-keepalived", "monitoring-nagios");

    @Test
    void topLevelFolders_areTheDocumentedOnes() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            assertThat(entries.filter(Files::isDirectory)
                            .map(p -> p.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !name.equals("target")))
                    .containsExactlyInAnyOrderElementsOf(FOLDERS);
        }
    }

    @Test
    void everyPlugin_hasItsThreePages() {
        for (String plugin : PLUGINS) {
            for (String page : List.of("README.md", "INSTALL.md", "CONFIGURATION.md")) {
                assertThat(ROOT.resolve(plugin).resolve(page)).isRegularFile();
            }
        }
    }

    @Test
    void installPages_nameTheJdkFirst() throws IOException {
        for (String plugin : PLUGINS) {
            Path page = ROOT.resolve(plugin).resolve("INSTALL.md");
            assertThat(Files.readAllLines(page).stream()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .findFirst())
                    .as("first line of %s", page)
                    .hasValueSatisfying(line -> assertThat(line).matches(".*\\bJ(DK|RE) 17\\b.*"));
        }
    }

    @Test
    void sourceFiles_areShortAndCarryTheLicenceLine() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources(".java")) {
            if (file.toString().contains("/generated/")) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > 500) {
                wrong.add(ROOT.relativize(file) + " has " + lines.size() + " lines, the limit is 500");
            }
            if (!lines.get(0).contains("Licensed under the Apache License, Version 2.0")) {
                wrong.add(ROOT.relativize(file) + " does not begin with the licence line");
            }
            if (file.getFileName().toString().matches(".*(Utils?|Common|Helper)\\.java")) {
                wrong.add(ROOT.relativize(file) + " is named after nothing");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void textFiles_nameNoHomeOfTheirAuthor() throws IOException {
        String sibling = "../" + "shared/";
        List<String> wrong = new ArrayList<>();
        for (Path file : sources("")) {
            try {
                String text = Files.readString(file);
                if (text.contains(sibling) || HOME.matcher(text).find()) {
                    wrong.add(ROOT.relativize(file).toString());
                }
            } catch (MalformedInputException e) {
                // A picture or an archive, not text.
                continue;
            }
        }
        assertThat(wrong).as("files that only make sense on one machine").isEmpty();
    }

    private static List<Path> sources(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .filter(p -> {
                        String path = ROOT.relativize(p).toString();
                        return !path.contains("target/")
                                && !path.startsWith(".git/")
                                && !path.equals("dist/src/test/java/io/howdah/dist/RepositoryTest.java");
                    })
                    .filter(p -> p.toString().endsWith(suffix))
                    .toList();
        }
    }
}
