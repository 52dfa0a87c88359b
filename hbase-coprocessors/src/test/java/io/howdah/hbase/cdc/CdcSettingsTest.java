// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.DocumentedMetrics;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.EnvelopeFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CdcSettingsTest {
    private static final Map<String, String> NEEDED = Map.of(
            CdcSettings.SINK.name(), "rabbitmq",
            CdcSettings.URI.name(), "amqp://mq.example.com/%2F",
            CdcSettings.CREDENTIALS_FILE.name(), "/etc/howdah/mq.properties");

    private static CdcSettings with(String... more) {
        Map<String, String> values = new HashMap<>(NEEDED);
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return CdcSettings.from(values::get);
    }

    @Test
    void settings_haveDefaults_whenOnlyWhatIsNeededIsGiven() {
        assertThat(with().toString())
                .isEqualTo("CdcSettings[sink=rabbitmq, uri=amqp://mq.example.com/%2F,"
                        + " format=JSON, credentialsFile=/etc/howdah/mq.properties, directory=, delivery=Delivery[chunkEvents=2000,"
                        + " chunkBytes=8388608, eventBytes=12000000], confirmTimeoutMillis=60000, retryPauseMillis=500,"
                        + " retryPauseMaxMillis=30000, deadLettersMaxBytes=1073741824, deadLettersMaxFiles=10000,"
                        + " exchange=howdah.cdc, blockUnroutable=true, truststore=, tombstoneHours=168]");
    }

    @Test
    void badValue_isRefused_withKeyValueAndWhatIsAllowed() {
        for (CdcSettings.Key key : CdcSettings.KEYS) {
            if (key.max() != 0) {
                for (String bad : List.of("many", "-1", "1.5", Long.toString(key.max() + 1))) {
                    assertThatThrownBy(() -> with(key.name(), bad))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(
                                    key.name() + " = '" + bad + "' is not allowed: " + key.min() + " to " + key.max());
                }
            }
        }
        assertThatThrownBy(() -> with(CdcSettings.SINK.name(), "kafka"))
                .hasMessage("howdah.hbase.cdc.sink = 'kafka' is not allowed: rabbitmq, jdbc, mongodb");
        assertThatThrownBy(() -> with(CdcSettings.UNROUTABLE.name(), "no"))
                .hasMessage("howdah.hbase.cdc.rabbitmq.unroutable = 'no' is not allowed: block, drop");
        assertThatThrownBy(() -> with(CdcSettings.CREDENTIALS_FILE.name(), "mq.properties"))
                .hasMessage("howdah.hbase.cdc.credentials.file = 'mq.properties' is not allowed: an absolute path");
        assertThatThrownBy(() -> with(CdcSettings.SINK.name(), "jdbc"))
                .hasMessageStartingWith(
                        "howdah.hbase.cdc.uri = 'amqp://mq.example.com/%2F' is not allowed for the sink jdbc");
    }

    @Test
    void avro_isForMessagesOnly() {
        assertThat(with(CdcSettings.FORMAT.name(), "avro").format()).isEqualTo(EnvelopeFormat.AVRO);
        assertThatThrownBy(() -> with(
                        CdcSettings.SINK.name(),
                        "mongodb",
                        CdcSettings.URI.name(),
                        "mongodb://a/cdc",
                        CdcSettings.FORMAT.name(),
                        "avro"))
                .hasMessage("howdah.hbase.cdc.format = 'avro' is not allowed for the sink mongodb: json");
        assertThatThrownBy(() -> with(CdcSettings.FORMAT.name(), "xml"))
                .hasMessage("howdah.hbase.cdc.format = 'xml' is not allowed: json, avro");
    }

    @Test
    void mongoAddress_needsADatabase() {
        String[] sink = {CdcSettings.SINK.name(), "mongodb", CdcSettings.URI.name(), ""};
        for (String uri : List.of("mongodb://a,b:1/cdc", "mongodb+srv://a/cdc?replicaSet=r")) {
            sink[3] = uri;
            assertThat(with(sink).uri()).isEqualTo(uri);
            assertThat(CdcSettings.sinkOf(uri)).isEqualTo("mongodb");
        }
        for (String uri : List.of("mongodb://a", "mongodb://a/", "mongodb://a/?w=1")) {
            sink[3] = uri;
            assertThatThrownBy(() -> with(sink))
                    .hasMessage("howdah.hbase.cdc.uri = '" + uri + "' names no database: mongodb://host/DATABASE");
        }
    }

    @Test
    void credentialsInTheAddress_areRefused_andNotRepeated() {
        for (String uri :
                List.of("amqp://u:SECRET@h/", "jdbc:mariadb://h/d?user=u&password=SECRET", "mongodb://u:SECRET@h/d")) {
            assertThatThrownBy(() -> with(CdcSettings.URI.name(), uri))
                    .hasMessageContaining("holds credentials")
                    .hasMessageNotContaining("SECRET");
        }
    }

    @Test
    void configurationTable_matchesTheCode() throws Exception {
        List<String> expected = CdcSettings.KEYS.stream()
                .map(key -> "| `" + key.name() + "` | " + key.defaultValue() + " | " + key.allowed() + " | "
                        + key.meaning() + " |")
                .toList();
        assertThat(Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                        .filter(line -> line.startsWith("| `howdah.hbase.cdc.")))
                .isEqualTo(expected);
    }

    @Test
    void metricsTable_matchesTheCode() throws Exception {
        DocumentedMetrics.assertTable(CdcMetrics.class, "| attribute of `HowdahCdc-<peer>` | meaning |");
    }
}
