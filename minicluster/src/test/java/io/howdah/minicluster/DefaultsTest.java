// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults, and README.md against the code. */
class DefaultsTest {
    private static final Path README = Path.of("README.md");
    private static final Path EXAMPLE = Path.of("src/test/java/com/example/BirdCountIT.java");

    @Test
    void readme_listsEveryDefault_asTheCodeHasIt() throws IOException {
        List<String> documented = Files.readAllLines(README).stream()
                .dropWhile(line -> !line.startsWith("| service | key |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Defaults.ALL.stream().map(DefaultsTest::row).toList());
    }

    @Test
    void readme_showsTheExample_thatIsRun() throws IOException {
        String source = Files.readString(EXAMPLE);
        assertThat(Files.readString(README))
                .contains("```java\n" + source.substring(source.indexOf("package")) + "```");
    }

    @Test
    void keys_areUnique() {
        assertThat(Defaults.ALL).extracting(Defaults.Default::key).doesNotHaveDuplicates();
    }

    @Test
    void users_winOverDefaults_andOtherServicesAreLeftAlone() {
        Map<String, String> settings = new HashMap<>(Map.of("dfs.heartbeat.interval", "7"));
        Defaults.addMissing(settings, EnumSet.of(Service.HDFS));
        assertThat(settings)
                .containsEntry("dfs.heartbeat.interval", "7")
                .containsKey("dfs.namenode.heartbeat.recheck-interval")
                .doesNotContainKey("yarn.nodemanager.resource.memory-mb");
    }

    static String row(Defaults.Default d) {
        return "| " + d.service().title() + " | `" + d.key() + "` | `" + d.value() + "` | " + d.why() + " |";
    }
}
