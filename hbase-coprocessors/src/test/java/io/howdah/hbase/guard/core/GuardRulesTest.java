// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardRulesTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ofLong(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static GuardRules rules(String... pairs) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attributes.put("howdah.guard." + pairs[i], pairs[i + 1]);
        }
        return GuardRules.parse(attributes);
    }

    private static Violation check(byte[] value, String... pairs) {
        return rules(pairs).columns().get(0).check(value);
    }

    @Test
    void rules_areEmpty_whenThereAreNoneOrOnlyThoseOfOthers() {
        assertThat(rules().isEmpty()).isTrue();
        assertThat(GuardRules.parse(Map.of("MAX_FILESIZE", "1", "howdah.hbase.x", "y"))
                        .isEmpty())
                .isTrue();
        assertThat(rules("cell.bytes", "10").isEmpty()).isFalse();
    }

    @Test
    void everyRule_isRead() {
        GuardRules rules = rules(
                "cell.bytes", "100",
                "row.columns", "5",
                "row.bytes", "1000",
                "row.ttl.seconds", "60",
                "bulk-load", "refuse",
                "audit", "all",
                "audit.full", "block",
                "column.d:a.b.bytes", "10",
                "column.d:a.b.not-null", "true",
                "column.d:n.range", "long 0 150");

        assertThat(rules.cellBytes()).isEqualTo(100);
        assertThat(rules.rowColumns()).isEqualTo(5);
        assertThat(rules.rowBytes()).isEqualTo(1000);
        assertThat(rules.rowTtlMillis()).isEqualTo(60_000);
        assertThat(rules.bulkLoadChecked()).isFalse();
        assertThat(rules.audit()).isEqualTo(GuardRules.Audit.ALL_OR_BLOCK);
        assertThat(rules.columns()).extracting(rule -> rule.column().toString()).containsExactly("d:a.b", "d:n");
        assertThat(rules.notNull()).hasSize(1);
        assertThat(rules.byFamily()).hasSize(1);
    }

    @Test
    void value_isRefused_withColumnValueAndLimit() {
        assertThat(check(ofLong(150), "column.d:n.range", "long 0 150")).isNull();
        assertThat(check(ofLong(0), "column.d:n.range", "long 0 150")).isNull();
        assertThat(check(ofLong(151), "column.d:n.range", "long 0 150").message(utf8("r1")))
                .isEqualTo("refused by a guard: row 'r1', column d:n: value '\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x97'"
                        + " (8 bytes) breaks howdah.guard.column.d:n.range = long 0 150");
        assertThat(check(ofLong(-1), "column.d:n.range", "long 0 *")).isNotNull();
        assertThat(check(ofLong(Long.MAX_VALUE), "column.d:n.range", "long 0 *"))
                .isNull();
        assertThat(check(utf8("seven"), "column.d:n.range", "long 0 *")).isNotNull();
        assertThat(check(utf8("7.5"), "column.d:n.range", "string-decimal 0 7.5"))
                .isNull();
        assertThat(check(utf8("7.51"), "column.d:n.range", "string-decimal 0 7.5"))
                .isNotNull();
        assertThat(check(utf8("NaN"), "column.d:n.range", "string-double * *")).isNotNull();
        assertThat(check(utf8("m"), "column.d:n.range", "string a n")).isNull();
        assertThat(check(utf8("o"), "column.d:n.range", "string a n")).isNotNull();

        assertThat(check(utf8("hawk"), "column.d:k.enum", "hawk|Canada goose|")).isNull();
        assertThat(check(utf8(""), "column.d:k.enum", "hawk|Canada goose|")).isNull();
        assertThat(check(utf8("haw"), "column.d:k.enum", "hawk|Canada goose")).isNotNull();
        assertThat(check(utf8("a1"), "column.d:k.regex", "[a-z]\\d")).isNull();
        assertThat(check(utf8("a1x"), "column.d:k.regex", "[a-z]\\d")).isNotNull();
        assertThat(check(utf8("12345"), "column.d:k.bytes", "5")).isNull();
        assertThat(check(utf8("123456"), "column.d:k.bytes", "5")).isNotNull();
        assertThat(check(utf8(""), "column.d:k.not-null", "true")).isNotNull();
    }

    @Test
    void message_isBounded_whenValueAndLimitAreLong() {
        assertThat(check(utf8("x\n".repeat(5_000)), "column.d:k.regex", "a|".repeat(1_000) + "b")
                        .message(utf8("r".repeat(10_000))))
                .hasSizeLessThan(1_000)
                .doesNotContain("\n")
                .contains("(10000 bytes)");
    }

    /** Each of these would take for ever, or the stack. */
    @Test
    void regex_isGivenUp_whenItBacktracksWithoutEnd() {
        assertThat(check(utf8("a".repeat(40) + "!"), "column.d:k.regex", "(a+)+"))
                .isNotNull();
        assertThat(check(utf8("ab".repeat(30_000)), "column.d:k.regex", "(a|b)*c"))
                .isNotNull();
    }

    @Test
    void badRule_isRefused_withKeyValueAndWhatIsAllowed() {
        refused("howdah.guard.cell.bytes = '0' is not allowed: a whole number, 1 to", "cell.bytes", "0");
        refused("howdah.guard.row.columns = 'x' is not allowed", "row.columns", "x");
        refused("howdah.guard.bulk-load = 'yes' is not allowed: check, refuse", "bulk-load", "yes");
        refused("howdah.guard.audit = 'all' is not allowed: only with howdah.guard.audit.full", "audit", "all");
        refused("howdah.guard.audit.full = 'drop' is not allowed: only with", "audit.full", "drop");
        refused("howdah.guard.audit.full = 'x' is not allowed: drop, block", "audit", "all", "audit.full", "x");
        refused("howdah.guard.rows is no rule; allowed: howdah.guard.cell.bytes,", "rows", "1");
        refused("howdah.guard.column.n.range: 'n' is not a column", "column.n.range", "long 0 1");
        refused("howdah.guard.column.d:n.size is no rule of a column; allowed: bytes,", "column.d:n.size", "1");
        refused("'long 0' is not allowed: DECODER LEAST MOST", "column.d:n.range", "long 0");
        refused("LEAST not greater than MOST", "column.d:n.range", "long 2 1");
        refused("with two numbers", "column.d:n.range", "long a b");
        refused("unknown decoder 'varint'", "column.d:n.range", "varint 0 1");
        refused("'(' is not allowed: a regular expression of Java", "column.d:n.regex", "(");
        refused("a backslash must start", "column.d:n.enum", "a|\\q");
        refused("= 'maybe' is not allowed: true, false", "column.d:n.not-null", "maybe");
    }

    private static void refused(String message, String... pairs) {
        assertThatThrownBy(() -> rules(pairs))
                .as(List.of(pairs).toString())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
