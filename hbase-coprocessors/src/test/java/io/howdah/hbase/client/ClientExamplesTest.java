// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README.md against {@link ClientExamples}, which is compiled here and run by ClientExamplesIT. */
class ClientExamplesTest {
    @Test
    void readme_showsEachExample_asItIsCompiled() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/howdah/hbase/client/ClientExamples.java"));
        String readme = Files.readString(Path.of("README.md"));
        Matcher example = Pattern.compile("// tag::(\\w+)\\n(.*?) *// end::\\1\\n", Pattern.DOTALL)
                .matcher(source);
        int examples = 0;
        while (example.find()) {
            // In the README there is a System.out and a file of its own.
            String code =
                    example.group(2).stripTrailing().stripIndent().replaceAll("\\bout\\.print", "System.out.print")
                            + "\n";
            assertThat(readme).as(example.group(1)).contains("```java\n" + code + "```");
            examples++;
        }
        assertThat(examples).isEqualTo(5);
    }
}
