// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

/** What a message is written in. */
public enum EnvelopeFormat {
    /** {@link JsonEnvelope}. */
    JSON("json", "application/json", "utf-8") {
        @Override
        public byte[] write(ChangeEvent event) {
            return JsonEnvelope.write(event);
        }
    },
    /** Avro's single-object encoding of {@code change-event.avsc}. */
    AVRO("avro", "application/avro", null) {
        @Override
        public byte[] write(ChangeEvent event) {
            return AvroEnvelope.write(event);
        }
    };

    private final String label;
    private final String contentType;
    private final String contentEncoding;

    EnvelopeFormat(String label, String contentType, String contentEncoding) {
        this.label = label;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
    }

    /** One change. */
    public abstract byte[] write(ChangeEvent event);

    /** The MIME type of a message. */
    public String contentType() {
        return contentType;
    }

    /** The message's character set, or null if it is no text. */
    public String contentEncoding() {
        return contentEncoding;
    }

    /** Its name in the settings. */
    public String label() {
        return label;
    }

    /**
     * The format with a name of the settings.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static EnvelopeFormat ofLabel(String label) {
        for (EnvelopeFormat format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format '" + label + "' is not one of json, avro");
    }
}
