// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of one {@link Need}: a document, or the reason why there is none. Immutable. */
public sealed interface Answer {
    /** A refused connection and a name that does not resolve: the service is down, or looks so from here. */
    static Answer unreachable(String why) {
        return new Failed(Status.CRITICAL, why);
    }

    /** Something answered, but not so that it can be judged: access denied, no such bean, no JSON. */
    static Answer unusable(String why) {
        return new Failed(Status.UNKNOWN, why);
    }

    /**
     * No document.
     *
     * @param status what a check that needs it has to report
     * @param why one line
     */
    record Failed(Status status, String why) implements Answer {}

    /**
     * A JSON object. Values are String, Long, Double, Boolean, List, Map with String keys, or null.
     *
     * @param need what was asked for, for messages
     * @param fields the object's fields
     * @param where the daemon's name with a colon, for messages, or empty
     */
    record Document(Need need, Map<String, Object> fields, String where) implements Answer {
        public Document(Need need, Map<String, Object> fields) {
            this(need, fields, "");
        }

        Document of(String daemon) {
            return new Document(need, fields, daemon + ": ");
        }

        /**
         * A field that must be a finite number.
         *
         * @throws CheckFailure UNKNOWN, naming the bean, when the field is missing or no finite number
         */
        public double number(String field) throws CheckFailure {
            Object value = fields.get(field);
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
            }
            throw missing(field, "number", value);
        }

        /** The number, or nothing when this release of the daemon has no such field. */
        public Optional<Double> findNumber(String field) {
            return fields.get(field) instanceof Number number && Double.isFinite(number.doubleValue())
                    ? Optional.of(number.doubleValue())
                    : Optional.empty();
        }

        /**
         * A field that must be text.
         *
         * @throws CheckFailure UNKNOWN, naming the bean, when the field is missing or no text
         */
        public String text(String field) throws CheckFailure {
            if (fields.get(field) instanceof String text) {
                return text;
            }
            throw missing(field, "text", fields.get(field));
        }

        /** A nested object's document. */
        @SuppressWarnings("unchecked") // by the contract of the fields
        public Document object(String field) throws CheckFailure {
            if (fields.get(field) instanceof Map<?, ?> map) {
                return new Document(need, (Map<String, Object>) map, where);
            }
            throw missing(field, "object", fields.get(field));
        }

        /** The objects of a nested list; empty when the field is missing or null, as REST writes an empty list. */
        @SuppressWarnings("unchecked") // by the contract of the fields
        public List<Document> objects(String field) {
            return fields.get(field) instanceof List<?> list
                    ? list.stream()
                            .filter(Map.class::isInstance)
                            .map(item -> new Document(need, (Map<String, Object>) item, where))
                            .toList()
                    : List.of();
        }

        private CheckFailure missing(String field, String kind, Object value) {
            String what = fields.containsKey(field)
                    ? ": '" + field + "' is no " + kind + " but " + value
                    : " has no attribute '" + field + "'";
            return new CheckFailure(Status.UNKNOWN, where + need.name() + what);
        }
    }
}
