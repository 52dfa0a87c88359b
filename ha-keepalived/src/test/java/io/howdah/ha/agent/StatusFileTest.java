// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.core.Instances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StatusFileTest {
    @Test
    void json_hasExactlyTheDocumentedFields_always() throws IOException {
        ObjectNode root = StatusFile.document(
                List.of(AddressState.starting(Instances.node(1))),
                AgentSettings.from(key -> null).timing());
        Set<String> fields = new TreeSet<>();
        root.fieldNames().forEachRemaining(fields::add);
        fields.remove("addresses");
        root.path("addresses").path(0).fieldNames().forEachRemaining(name -> fields.add("addresses[]." + name));

        Set<String> documented = new TreeSet<>();
        Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                .dropWhile(line -> !line.equals("## status.json"))
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1].replace("`", ""))
                .forEach(names -> {
                    for (String name : names.split(",")) {
                        String field = name.trim();
                        documented.add(field.startsWith(".") ? "addresses[]" + field : field);
                    }
                });
        assertThat(documented).isEqualTo(fields);
    }
}
