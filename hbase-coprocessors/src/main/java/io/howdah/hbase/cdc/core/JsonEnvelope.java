// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * A change as one JSON object: {@code change-event.schema.json} in this package. Bytes are base64 (RFC 4648, with padding);
 * a reader must ignore members it does not know.
 */
public final class JsonEnvelope {
    /** Version of the envelope; a member that changes its meaning, or goes, raises it. */
    public static final int SCHEMA = 1;

    private JsonEnvelope() {}

    /** Writes one change, in UTF-8. */
    public static byte[] write(ChangeEvent event) {
        return text(event).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes one change. */
    public static String text(ChangeEvent event) {
        StringBuilder json = new StringBuilder(420 + event.value().length * 4 / 3 + event.row().length * 4 / 3);
        json.append("{\"schema\":").append(SCHEMA);
        string(json, "id", event.id());
        string(json, "namespace", event.namespace());
        string(json, "table", event.table());
        number(json, "incarnation", event.incarnation());
        string(json, "region", event.region());
        number(json, "sequence", event.sequence());
        string(json, "type", event.kind().label());
        bytes(json, "row", event.row());
        string(json, "family", event.family());
        bytes(json, "qualifier", event.qualifier());
        number(json, "timestamp", event.timestamp());
        if (event.kind() == CellKind.PUT) {
            bytes(json, "value", event.value());
        }
        number(json, "written_at", event.writtenAt());
        if (event.expiresAt() != 0) {
            number(json, "expires_at", event.expiresAt());
        }
        return json.append('}').toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is not an envelope of this version, or its id is not that of its content
     */
    public static ChangeEvent read(String json) {
        Map<String, Object> members = FlatJson.read(json);
        if (integer(members, "schema") != SCHEMA) {
            throw new IllegalArgumentException(
                    "envelope schema " + members.get("schema") + ": this version reads " + SCHEMA);
        }
        CellKind kind = CellKind.ofLabel(text(members, "type"));
        ChangeEvent event = ChangeEvent.of(
                text(members, "namespace"),
                text(members, "table"),
                integer(members, "incarnation"),
                text(members, "region"),
                integer(members, "sequence"),
                decoded(members, "row"),
                text(members, "family"),
                decoded(members, "qualifier"),
                integer(members, "timestamp"),
                kind,
                kind == CellKind.PUT ? decoded(members, "value") : new byte[0],
                integer(members, "written_at"),
                members.containsKey("expires_at") ? integer(members, "expires_at") : 0);
        if (!event.id().equals(text(members, "id"))) {
            throw new IllegalArgumentException(
                    "id " + members.get("id") + " is not that of the content: " + event.id());
        }
        return event;
    }

    private static void string(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":");
        FlatJson.quote(json, value);
    }

    private static void number(StringBuilder json, String name, long value) {
        json.append(",\"").append(name).append("\":").append(value);
    }

    private static void bytes(StringBuilder json, String name, byte[] value) {
        json.append(",\"").append(name).append("\":\"");
        json.append(Base64.getEncoder().encodeToString(value)).append('"');
    }

    private static String text(Map<String, Object> members, String name) {
        if (members.get(name) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException("envelope has no text '" + name + "'");
    }

    private static long integer(Map<String, Object> members, String name) {
        if (members.get(name) instanceof Long value) {
            return value;
        }
        throw new IllegalArgumentException("envelope has no whole number '" + name + "'");
    }

    private static byte[] decoded(Map<String, Object> members, String name) {
        return Base64.getDecoder().decode(text(members, name));
    }
}
