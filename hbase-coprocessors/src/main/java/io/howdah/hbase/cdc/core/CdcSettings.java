// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The settings of one peer, parsed and checked once. Immutable. None of them is a secret: credentials are in a file.
 *
 * @param sink rabbitmq, jdbc or mongodb
 * @param uri of the target, without credentials
 * @param format what messages are written in
 * @param credentialsFile on every region server, or empty
 * @param directory of the dead letters and of what is known of tables, in HDFS; empty for the default
 * @param delivery how a batch is cut
 * @param confirmTimeoutMillis how long the target may take to confirm a chunk
 * @param retryPauseMillis first pause after a failure
 * @param retryPauseMaxMillis longest pause
 * @param deadLettersMaxBytes most bytes of dead letters
 * @param deadLettersMaxFiles most files of dead letters
 * @param exchange of RabbitMQ
 * @param blockUnroutable whether a message that no queue takes counts as not delivered
 * @param truststore PKCS#12 file for TLS, or empty for that of the JVM
 * @param tombstoneHours how long a database keeps deletes
 */
public record CdcSettings(
        String sink,
        String uri,
        EnvelopeFormat format,
        String credentialsFile,
        String directory,
        Delivery delivery,
        long confirmTimeoutMillis,
        long retryPauseMillis,
        long retryPauseMaxMillis,
        long deadLettersMaxBytes,
        long deadLettersMaxFiles,
        String exchange,
        boolean blockUnroutable,
        String truststore,
        long tombstoneHours) {

    /**
     * One setting: a whole number between two bounds if {@code max} is not 0, one of the choices if there are any, otherwise
     * a text.
     */
    public record Key(
            String name, String defaultValue, long min, long max, List<String> choices, String text, String meaning) {
        static Key number(String name, long defaultValue, long min, long max, String meaning) {
            return new Key(name, Long.toString(defaultValue), min, max, List.of(), "", meaning);
        }

        static Key choice(String name, String defaultValue, List<String> choices, String meaning) {
            return new Key(name, defaultValue, 0, 0, choices, "", meaning);
        }

        static Key text(String name, String defaultValue, String allowed, String meaning) {
            return new Key(name, defaultValue, 0, 0, List.of(), allowed, meaning);
        }

        /** What a value may be, as CONFIGURATION.md says it. */
        public String allowed() {
            return max != 0 ? min + " to " + max : choices.isEmpty() ? text : String.join(", ", choices);
        }

        private String read(UnaryOperator<String> source) {
            String value = source.apply(name);
            return value == null || value.isBlank() ? defaultValue : value.trim();
        }

        private long number(UnaryOperator<String> source) {
            String value = read(source);
            try {
                long number = Long.parseLong(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through: the same message for both.
            }
            throw bad(value);
        }

        private String choice(UnaryOperator<String> source) {
            String value = read(source);
            if (!choices.contains(value)) {
                throw bad(value);
            }
            return value;
        }

        private IllegalArgumentException bad(String value) {
            return new IllegalArgumentException(name + " = '" + value + "' is not allowed: " + allowed());
        }
    }

    public static final Key SINK = Key.choice(
            "howdah.hbase.cdc.sink", "", List.of("rabbitmq", "jdbc", "mongodb"), "Where changes go. Must be given.");
    public static final Key URI = Key.text(
            "howdah.hbase.cdc.uri",
            "",
            "amqp://, amqps://, jdbc:mariadb://, jdbc:mysql://, mongodb:// or mongodb+srv://, without user and password",
            "Address of the target. Must be given.");
    public static final Key FORMAT = Key.choice(
            "howdah.hbase.cdc.format",
            "json",
            List.of("json", "avro"),
            "RabbitMQ: what a message is written in; avro is its single-object encoding. Databases have no messages: json.");
    public static final Key CREDENTIALS_FILE = Key.text(
            "howdah.hbase.cdc.credentials.file",
            "",
            "an absolute path",
            "Java properties file with `user` and `password` on every region server, which only its owner may read: root or the"
                    + " account of the region server. Must be given.");
    public static final Key DIRECTORY = Key.text(
            "howdah.hbase.cdc.directory",
            "",
            "a path in HDFS",
            "Dead letters, and what is known of tables. Empty: `howdah-cdc` in `hbase.rootdir`.");
    public static final Key CHUNK_EVENTS = Key.number(
            "howdah.hbase.cdc.chunk.events", 2_000, 1, 100_000, "Most changes sent before the target has to confirm.");
    public static final Key CHUNK_BYTES = Key.number(
            "howdah.hbase.cdc.chunk.bytes",
            8_388_608,
            1_024,
            1_073_741_824,
            "Most bytes sent before the target has to confirm; one change alone may have more.");
    public static final Key EVENT_MAX_BYTES = Key.number(
            "howdah.hbase.cdc.event.max.bytes",
            12_000_000,
            1_024,
            512_000_000,
            "A change with more bytes in row, qualifier and value is a dead letter without a try.");
    public static final Key CONFIRM_TIMEOUT = Key.number(
            "howdah.hbase.cdc.confirm.timeout.ms",
            60_000,
            100,
            3_600_000,
            "How long the target may take to confirm, in milliseconds, before the chunk is sent again.");
    public static final Key RETRY_PAUSE = Key.number(
            "howdah.hbase.cdc.retry.pause.ms",
            500,
            1,
            600_000,
            "First pause after a failure, in milliseconds; doubles with each failure, with a random part.");
    public static final Key RETRY_PAUSE_MAX =
            Key.number("howdah.hbase.cdc.retry.pause.max.ms", 30_000, 1, 3_600_000, "Longest pause, in milliseconds.");
    public static final Key DEAD_LETTERS_BYTES = Key.number(
            "howdah.hbase.cdc.dead.letters.max.bytes",
            1_073_741_824,
            0,
            1_099_511_627_776L,
            "Most bytes of dead letters of the peer. Full: replication of the peer waits.");
    public static final Key DEAD_LETTERS_FILES = Key.number(
            "howdah.hbase.cdc.dead.letters.max.files", 10_000, 1, 1_000_000, "Most files of dead letters of the peer.");
    public static final Key EXCHANGE = Key.text(
            "howdah.hbase.cdc.rabbitmq.exchange",
            "howdah.cdc",
            "a name",
            "RabbitMQ: durable topic exchange; declared if missing. The routing key is namespace.table.family.");
    public static final Key UNROUTABLE = Key.choice(
            "howdah.hbase.cdc.rabbitmq.unroutable",
            "block",
            List.of("block", "drop"),
            "RabbitMQ: what to do with a message that no queue is bound for: wait until there is one, or let it go.");
    public static final Key TRUSTSTORE = Key.text(
            "howdah.hbase.cdc.truststore",
            "",
            "an absolute path",
            "RabbitMQ and MongoDB with TLS: PKCS#12 file with the certificates to trust; its password is `truststore.password` in the"
                    + " credentials file. Empty: those of the JVM.");
    public static final Key TOMBSTONE_HOURS = Key.number(
            "howdah.hbase.cdc.tombstone.hours",
            168,
            1,
            87_600,
            "Databases: how long a delete is remembered, in hours. A put that arrives later, with an older timestamp, comes back.");

    /** All keys, in the order of CONFIGURATION.md. */
    public static final List<Key> KEYS = List.of(
            SINK,
            URI,
            FORMAT,
            CREDENTIALS_FILE,
            DIRECTORY,
            CHUNK_EVENTS,
            CHUNK_BYTES,
            EVENT_MAX_BYTES,
            CONFIRM_TIMEOUT,
            RETRY_PAUSE,
            RETRY_PAUSE_MAX,
            DEAD_LETTERS_BYTES,
            DEAD_LETTERS_FILES,
            EXCHANGE,
            UNROUTABLE,
            TRUSTSTORE,
            TOMBSTONE_HOURS);

    /**
     * Reads all keys.
     *
     * @param source gives the value of a key, or null
     * @throws IllegalArgumentException on a bad value: key, value and what is allowed; a secret in the address is not repeated
     */
    public static CdcSettings from(UnaryOperator<String> source) {
        String sink = SINK.choice(source);
        String uri = checkUri(sink, URI.read(source));
        String credentials = absolute(CREDENTIALS_FILE, source);
        if (credentials.isEmpty()) {
            throw CREDENTIALS_FILE.bad("");
        }
        EnvelopeFormat format = EnvelopeFormat.ofLabel(FORMAT.choice(source));
        if (format != EnvelopeFormat.JSON && !sink.equals("rabbitmq")) {
            throw new IllegalArgumentException(
                    FORMAT.name() + " = '" + format.label() + "' is not allowed for the sink " + sink + ": json");
        }
        long pause = RETRY_PAUSE.number(source);
        long chunkEvents = CHUNK_EVENTS.number(source);
        return new CdcSettings(
                sink,
                uri,
                format,
                credentials,
                DIRECTORY.read(source),
                new Delivery((int) chunkEvents, CHUNK_BYTES.number(source), EVENT_MAX_BYTES.number(source)),
                CONFIRM_TIMEOUT.number(source),
                pause,
                Math.max(pause, RETRY_PAUSE_MAX.number(source)),
                DEAD_LETTERS_BYTES.number(source),
                DEAD_LETTERS_FILES.number(source),
                EXCHANGE.read(source),
                UNROUTABLE.choice(source).equals("block"),
                absolute(TRUSTSTORE, source),
                TOMBSTONE_HOURS.number(source));
    }

    private static String absolute(Key key, UnaryOperator<String> source) {
        String path = key.read(source);
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw key.bad(path);
        }
        return path;
    }

    /** The sink that takes an address; the first of all if none does, which then says what is allowed. */
    public static String sinkOf(String uri) {
        return uri.startsWith("jdbc:") ? "jdbc" : uri.startsWith("mongodb") ? "mongodb" : "rabbitmq";
    }

    private static String checkUri(String sink, String uri) {
        boolean fits = switch (sink) {
            case "jdbc" -> uri.startsWith("jdbc:mariadb:") || uri.startsWith("jdbc:mysql:");
            case "mongodb" -> uri.startsWith("mongodb://") || uri.startsWith("mongodb+srv://");
            default -> uri.startsWith("amqp://") || uri.startsWith("amqps://");
        };
        String lower = uri.toLowerCase(Locale.ROOT);
        if (uri.contains("@") || lower.contains("password") || lower.contains("user=")) {
            throw new IllegalArgumentException(
                    URI.name() + " holds credentials: they belong into " + CREDENTIALS_FILE.name());
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    URI.name() + " = '" + uri + "' is not allowed for the sink " + sink + ": " + URI.allowed());
        }
        if (sink.equals("mongodb") && !uri.matches("[^/]*//[^/?]+/[^/?]+.*")) {
            throw new IllegalArgumentException(
                    URI.name() + " = '" + uri + "' names no database: mongodb://host/DATABASE");
        }
        return uri;
    }
}
