// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** bin/howdah's help and the shell completion name the verbs that the commands have, no more and no less. */
class ToolVerbsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern DISPATCH =
            Pattern.compile("^ {2}([a-z]+)\\) module=\\S+ class=(\\S+) needs=", Pattern.MULTILINE);

    @Test
    void help_namesEveryVerb() throws Exception {
        String script = Files.readString(ROOT.resolve("bin/howdah"));
        Map<String, Set<String>> verbs = verbs(script);
        assertThat(verbs).hasSize(6);
        verbs.forEach((area, names) -> assertThat(script)
                .as("help of %s", area)
                .containsPattern("(?m)^ {2}" + area + " +" + String.join(", ", names) + "  "));
    }

    @Test
    void completion_namesEveryVerb() throws Exception {
        String completion = Files.readString(ROOT.resolve("dist/src/main/completion/howdah.bash"));
        verbs(Files.readString(ROOT.resolve("bin/howdah")))
                .forEach((area, names) -> assertThat(completion)
                        .as("completion of %s", area)
                        .contains(area + ") words='" + String.join(" ", names) + "' ;;"));
    }

    private static Map<String, Set<String>> verbs(String script) throws IOException, ClassNotFoundException {
        Map<String, Set<String>> verbs = new TreeMap<>();
        Matcher area = DISPATCH.matcher(script);
        while (area.find()) {
            // Not initialised: the platform is not on this module's classpath.
            Class<?> command = Class.forName(area.group(2), false, ToolVerbsTest.class.getClassLoader());
            Set<String> names = new TreeSet<>();
            Arrays.stream(command.getAnnotation(Command.class).subcommands())
                    .forEach(sub -> names.add(sub.getAnnotation(Command.class).name()));
            verbs.put(area.group(1), names);
        }
        return verbs;
    }
}
