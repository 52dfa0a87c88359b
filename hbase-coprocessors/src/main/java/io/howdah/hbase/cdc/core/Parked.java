// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

/**
 * A change that could not be delivered, and why.
 *
 * @param event the change
 * @param reason what the target said
 */
public record Parked(ChangeEvent event, String reason) {
    private static final int LONGEST_REASON = 2_000;

    /** One line of a dead-letter file. */
    public String line() {
        StringBuilder json = new StringBuilder("{\"reason\":");
        FlatJson.quote(json, reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
        json.append(",\"event\":");
        FlatJson.quote(json, JsonEnvelope.text(event));
        return json.append('}').toString();
    }

    /** @throws IllegalArgumentException if it is not such a line */
    public static Parked parse(String line) {
        var members = FlatJson.read(line);
        if (members.get("event") instanceof String event && members.get("reason") instanceof String reason) {
            return new Parked(JsonEnvelope.read(event), reason);
        }
        throw new IllegalArgumentException("a dead letter has 'reason' and 'event'");
    }
}
