// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonEnvelopeTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private static ChangeEvent random(Random random) {
        byte[] row = new byte[1 + random.nextInt(20)];
        random.nextBytes(row);
        byte[] value = new byte[random.nextInt(30)];
        random.nextBytes(value);
        CellKind kind = CellKind.values()[random.nextInt(5)];
        return ChangeEvent.of(
                "name\"space\\",
                "t\u0001\u00e9",
                random.nextLong() >>> 1,
                "0123456789abcdef0123456789abcdef",
                random.nextLong() >>> 1,
                row,
                "fam\n",
                kind.ofFamily() ? new byte[0] : row,
                random.nextLong(),
                kind,
                kind == CellKind.PUT ? value : new byte[0],
                random.nextLong() >>> 1,
                random.nextBoolean() ? 0 : random.nextInt(1 << 30));
    }

    @Test
    void envelope_isReadBackTheSame_andByAnotherLibrary() throws IOException {
        long seed = 4_711;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            ChangeEvent event = random(random);
            String json = JsonEnvelope.text(event);
            assertThat(JsonEnvelope.read(json)).usingRecursiveComparison().isEqualTo(event);
            JsonNode node = JACKSON.readTree(json);
            assertThat(node.get("row").binaryValue()).isEqualTo(event.row());
            assertThat(node.get("table").textValue()).isEqualTo(event.table());
            assertThat(node.get("timestamp").longValue()).isEqualTo(event.timestamp());
            Parked parked = new Parked(event, "because \"of\" it");
            assertThat(Parked.parse(parked.line())).usingRecursiveComparison().isEqualTo(parked);
            JACKSON.readTree(parked.line());
        }
    }

    /** No validator is on the classpath: names, types, what is required and what is allowed are held against the schema here. */
    @Test
    void schema_namesEveryMember_andNothingElse() throws IOException {
        JsonNode schema;
        try (InputStream in = JsonEnvelope.class.getResourceAsStream("change-event.schema.json")) {
            schema = JACKSON.readTree(in);
        }
        List<String> required = new ArrayList<>();
        schema.get("required").forEach(name -> required.add(name.textValue()));
        List<String> types = new ArrayList<>();
        schema.get("properties").get("type").get("enum").forEach(name -> types.add(name.textValue()));
        assertThat(types)
                .containsExactlyInAnyOrder(
                        "put", "delete-version", "delete-family-version", "delete-column", "delete-family");
        assertThat(schema.get("properties").get("schema").get("const").intValue())
                .isEqualTo(JsonEnvelope.SCHEMA);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            JsonNode node = JACKSON.readTree(JsonEnvelope.text(random(random)));
            node.fieldNames().forEachRemaining(name -> {
                JsonNode property = schema.get("properties").get(name);
                assertThat(property).as(name).isNotNull();
                if (property.has("type")) {
                    assertThat(property.get("type").textValue())
                            .as(name)
                            .isEqualTo(node.get(name).isTextual() ? "string" : "integer");
                }
            });
            required.forEach(name -> assertThat(node.has(name)).as(name).isTrue());
            assertThat(node.has("value")).isEqualTo(node.get("type").textValue().equals("put"));
        }
    }

    @Test
    void id_differs_whenAnythingOfItDiffers() {
        ChangeEvent put = RandomChanges.change(CellKind.PUT, "r", "q", 5, 100, 1, "v");
        assertThat(List.of(
                        RandomChanges.change(CellKind.DELETE_COLUMN, "r", "q", 5, 100, 1, ""),
                        RandomChanges.change(CellKind.PUT, "rq", "", 5, 100, 1, "v"),
                        RandomChanges.change(CellKind.PUT, "r", "q", 6, 100, 1, "v"),
                        RandomChanges.change(CellKind.PUT, "r", "q", 5, 101, 1, "v"),
                        RandomChanges.change(CellKind.PUT, "r", "q", 5, 100, 2, "v")))
                .extracting(ChangeEvent::id)
                .doesNotHaveDuplicates()
                .doesNotContain(put.id());
        assertThat(RandomChanges.change(CellKind.PUT, "r", "q", 5, 100, 1, "another")
                        .id())
                .isEqualTo(put.id());
    }

    @Test
    void envelope_isRefused_whenChangedOrOfAnotherVersion() {
        String json = JsonEnvelope.text(RandomChanges.put("r", "q", 5, 1, "v"));
        assertThatThrownBy(() -> JsonEnvelope.read(json.replace("\"timestamp\":5", "\"timestamp\":6")))
                .hasMessageContaining("is not that of the content");
        assertThatThrownBy(() -> JsonEnvelope.read(json.replace("\"schema\":1", "\"schema\":2")))
                .hasMessage("envelope schema 2: this version reads 1");
        assertThatThrownBy(() -> JsonEnvelope.read(json.substring(1))).hasMessageContaining("not JSON as expected");
        assertThatThrownBy(() -> JsonEnvelope.read(json + "x")).hasMessageContaining("nothing may follow");
    }
}
