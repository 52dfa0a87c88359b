// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example files are XML, name classes that exist, and keys that the modules document. */
class ExampleConfigurationTest {

    private static final Path EXAMPLES = Path.of("src/main/conf/examples");

    static List<Path> sites() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(p -> p.toString().endsWith(".xml")).sorted().toList();
        }
    }

    @Test
    void sites_areThere() throws IOException {
        assertThat(sites()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("sites")
    void site_isXml(Path site) {
        assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(site.toFile()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("sites")
    void site_namesClassesThatExist(Path site) throws Exception {
        List<String> classes = Pattern.compile("<value>(io\\.howdah\\.[\\w.]+)</value>")
                .matcher(Files.readString(site))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(classes).isNotEmpty();
        for (String name : classes) {
            assertThat(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"))
                    .as(name)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("sites")
    void site_usesKeysThatAreDocumented(Path site) throws Exception {
        String documented = "";
        for (String module : List.of("hdfs-plugins", "yarn-scheduler", "hbase-coprocessors")) {
            documented += Files.readString(Path.of("..", module, "CONFIGURATION.md"));
        }
        List<String> keys = Pattern.compile("<name>(howdah\\.[\\w.-]+)</name>")
                .matcher(Files.readString(site))
                .results()
                .map(m -> m.group(1))
                .toList();
        for (String key : keys) {
            assertThat(documented).contains(key);
        }
    }
}
