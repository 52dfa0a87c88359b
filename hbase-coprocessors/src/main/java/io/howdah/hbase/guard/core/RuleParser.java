// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.UndecodableValueException;
import io.howdah.hbase.aggregation.core.ValueKind;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Table attributes to {@link GuardRules}. Every mistake is an IllegalArgumentException with key, value, what is allowed. */
final class RuleParser {
    private static final long MOST = 1L << 40;
    private static final String RULES = "bytes, regex, enum, range, not-null";

    private final Map<String, String> attributes = new TreeMap<>();

    RuleParser(Map<String, String> attributes) {
        attributes.forEach((key, value) -> {
            if (key.startsWith(GuardKeys.PREFIX)) {
                this.attributes.put(key, value);
            }
        });
    }

    GuardRules rules() {
        long cellBytes = 0;
        long rowColumns = 0;
        long rowBytes = 0;
        long ttl = 0;
        String bulkLoad = "check";
        String audit = "off";
        Map<Column, List<Constraint>> constraints = new TreeMap<>();
        Map<Column, Boolean> notNull = new TreeMap<>();
        for (Map.Entry<String, String> entry : attributes.entrySet()) {
            String key = entry.getKey();
            String value = entry.getValue().strip();
            switch (key) {
                case GuardKeys.CELL_BYTES -> cellBytes = number(key, value);
                case GuardKeys.ROW_COLUMNS -> rowColumns = number(key, value);
                case GuardKeys.ROW_BYTES -> rowBytes = number(key, value);
                case GuardKeys.ROW_TTL -> ttl = Math.multiplyExact(number(key, value), 1_000L);
                case GuardKeys.BULK_LOAD -> bulkLoad = oneOf(key, value, "check", "refuse");
                case GuardKeys.AUDIT -> audit = oneOf(key, value, "off", "refused", "all");
                case GuardKeys.AUDIT_FULL -> oneOf(key, value, "drop", "block");
                default -> columnRule(key, entry.getValue(), constraints, notNull);
            }
        }
        List<ColumnRule> columns = new ArrayList<>();
        notNull.forEach((column, must) -> columns.add(new ColumnRule(column, constraints.get(column), must)));
        return new GuardRules(cellBytes, rowColumns, rowBytes, ttl, columns, bulkLoad.equals("check"), audit(audit));
    }

    private GuardRules.Audit audit(String audit) {
        String full = attributes.get(GuardKeys.AUDIT_FULL);
        if (audit.equals("off")) {
            if (full != null) {
                throw bad(GuardKeys.AUDIT_FULL, full, "only with " + GuardKeys.AUDIT + " = refused or all");
            }
            return GuardRules.Audit.OFF;
        }
        if (full == null) {
            throw bad(
                    GuardKeys.AUDIT,
                    audit,
                    "only with " + GuardKeys.AUDIT_FULL
                            + " = drop (a full queue loses records, counted) or block (a full"
                            + " queue sends writes back)");
        }
        return GuardRules.Audit.valueOf(
                audit.toUpperCase(Locale.ROOT) + "_OR_" + full.strip().toUpperCase(Locale.ROOT));
    }

    private static void columnRule(
            String key, String value, Map<Column, List<Constraint>> constraints, Map<Column, Boolean> notNull) {
        int dot = key.lastIndexOf('.');
        if (!key.startsWith(GuardKeys.COLUMN) || dot < GuardKeys.COLUMN.length()) {
            throw new IllegalArgumentException(key + " is no rule; allowed: " + GuardKeys.CELL_BYTES + ", "
                    + GuardKeys.ROW_COLUMNS + ", " + GuardKeys.ROW_BYTES + ", " + GuardKeys.ROW_TTL + ", "
                    + GuardKeys.BULK_LOAD + ", " + GuardKeys.AUDIT + ", " + GuardKeys.AUDIT_FULL + ", "
                    + GuardKeys.COLUMN + "<family>:<qualifier>.<" + RULES.replace(", ", "|") + ">");
        }
        Column column;
        try {
            column = Column.parse(key.substring(GuardKeys.COLUMN.length(), dot));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
        List<Constraint> list = constraints.computeIfAbsent(column, c -> new ArrayList<>());
        notNull.putIfAbsent(column, false);
        switch (key.substring(dot + 1)) {
            case "bytes" -> list.add(new Constraint.MostBytes(number(key, value.strip())));
            case "regex" -> list.add(regex(key, value));
            case "enum" -> list.add(values(key, value));
            case "range" -> list.add(range(key, value.strip()));
            case "not-null" ->
                notNull.put(column, oneOf(key, value.strip(), "true", "false").equals("true"));
            default -> throw new IllegalArgumentException(key + " is no rule of a column; allowed: " + RULES);
        }
    }

    private static Constraint regex(String key, String value) {
        try {
            return new Constraint.Matches(Pattern.compile(value));
        } catch (PatternSyntaxException e) {
            throw bad(key, value, "a regular expression of Java; " + e.getDescription() + " at " + e.getIndex());
        }
    }

    private static Constraint values(String key, String value) {
        List<String> values = List.of(value.split("\\|", -1));
        try {
            return new Constraint.OneOf(
                    values, values.stream().map(Printable::parse).toList());
        } catch (IllegalArgumentException e) {
            throw bad(key, value, "values with | between them; " + e.getMessage());
        }
    }

    private static Constraint range(String key, String value) {
        String[] words = value.split("\\s+");
        if (words.length != 3) {
            throw bad(key, value, "DECODER LEAST MOST, as in 'long 0 150'; * for no bound");
        }
        try {
            Decoder decoder = Decoders.byId(words[0]);
            Constraint.Bound least = bound(decoder, words[1]);
            Constraint.Bound most = bound(decoder, words[2]);
            if (least != null && most != null && least.compareTo(most) > 0) {
                throw bad(key, value, "LEAST not greater than MOST");
            }
            return new Constraint.Range(decoder, least, most, value);
        } catch (NumberFormatException | UndecodableValueException e) {
            throw bad(key, value, "DECODER LEAST MOST with two numbers; * for no bound");
        }
    }

    private static Constraint.Bound bound(Decoder decoder, String word) {
        if (word.equals("*")) {
            return null;
        }
        return decoder.kind() == ValueKind.BYTES
                ? new Constraint.Bound(null, Printable.parse(word))
                : new Constraint.Bound(new BigDecimal(word), null);
    }

    private static long number(String key, String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the same message for both.
        }
        throw bad(key, value, "a whole number, 1 to " + MOST);
    }

    private static String oneOf(String key, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw bad(key, value, String.join(", ", allowed));
        }
        return value;
    }

    private static IllegalArgumentException bad(String key, String value, String allowed) {
        return new IllegalArgumentException(key + " = '" + value + "' is not allowed: " + allowed);
    }
}
