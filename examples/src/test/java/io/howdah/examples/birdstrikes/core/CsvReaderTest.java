// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    private static List<List<String>> read(Reader in) throws IOException, CsvSyntaxException {
        CsvReader reader = new CsvReader(in);
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row = reader.read(); row != null; row = reader.read()) {
            rows.add(row);
            assertThat(reader.row()).isEqualTo(rows.size());
        }
        return rows;
    }

    private static List<List<String>> read(String text) throws IOException, CsvSyntaxException {
        return read(new StringReader(text));
    }

    @Test
    void rows_areTheSame_whateverEndsThem() throws Exception {
        List<List<String>> expected = List.of(List.of("a", "b"), List.of("c", "d"));
        assertThat(read("a,b\nc,d\n")).isEqualTo(expected);
        assertThat(read("a,b\r\nc,d\r\n")).isEqualTo(expected);
        assertThat(read("a,b\r\nc,d")).isEqualTo(expected);
        assertThat(read("a,b\nc,d\r\n")).isEqualTo(expected);
    }

    @Test
    void emptyText_hasNoRow_andBlankLinesAreRows() throws Exception {
        assertThat(read("")).isEmpty();
        assertThat(read("\n")).containsExactly(List.of(""));
        assertThat(read("a\n\nb")).containsExactly(List.of("a"), List.of(""), List.of("b"));
        assertThat(read(",")).containsExactly(List.of("", ""));
    }

    @Test
    void quotedField_holdsCommaQuoteAndLineEnd() throws Exception {
        assertThat(read("\"a,b\",\"c\"\"d\",\"e\r\nf\"\ng,,\"\"\n"))
                .containsExactly(List.of("a,b", "c\"d", "e\r\nf"), List.of("g", "", ""));
    }

    @Test
    void fieldsThatTheFormatForbids_areRefusedWithTheirColumn() {
        assertRefused("a,b\"c,d", 1, 2, "a quote inside a field");
        assertRefused("a,b\nc,\"d\"e\n", 2, 2, "text after the closing quote");
        assertRefused("a\n\n\"b\nc", 3, 1, "never closed");
        assertRefused("a,b\rc,d", 1, 2, "carriage return without a line feed");
        assertRefused("a,\"b\"\r", 1, 2, "carriage return without a line feed");
    }

    @Test
    void sizes_areBounded() {
        assertRefused("x".repeat(CsvReader.MAX_FIELD + 1), 1, 1, "a field longer than 65536");
        assertRefused("a\n\"" + "\n".repeat(CsvReader.MAX_FIELD + 1), 2, 1, "a field longer than 65536");
        assertRefused(",".repeat(CsvReader.MAX_COLUMNS), 1, CsvReader.MAX_COLUMNS, "more than 1000 columns");
    }

    @Test
    void parseLine_refusesWhatIsNotOneLine() throws Exception {
        assertThat(CsvReader.parseLine("a,\"b,c\",")).containsExactly("a", "b,c", "");
        assertThat(CsvReader.parseLine("")).containsExactly("");
        assertThatExceptionOfType(CsvSyntaxException.class)
                .isThrownBy(() -> CsvReader.parseLine("a\nb"))
                .withMessageContaining("a line end in the middle of a line");
    }

    /** What is written after the RFC reads back, however the characters arrive. */
    @Test
    void anyFields_readBack_whenWrittenAfterTheRfc() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab \",\r\n\té航😀|";
        for (int round = 0; round < 300; round++) {
            List<List<String>> rows = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            int width = 1 + random.nextInt(5);
            for (int r = 0; r < 1 + random.nextInt(6); r++) {
                List<String> row = new ArrayList<>();
                for (int c = 0; c < width; c++) {
                    StringBuilder field = new StringBuilder();
                    for (int n = random.nextInt(12); n > 0; n--) {
                        int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                        field.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
                    }
                    row.add(field.toString());
                    boolean bare = field.chars().noneMatch(x -> x == '"' || x == ',' || x == '\r' || x == '\n');
                    text.append(c == 0 ? "" : ",");
                    text.append(
                            bare && random.nextBoolean()
                                    ? field
                                    : "\"" + field.toString().replace("\"", "\"\"") + "\"");
                }
                rows.add(row);
                text.append(random.nextBoolean() ? "\n" : "\r\n");
            }
            assertThat(read(new Trickle(text.toString(), random)))
                    .as("seed %d, round %d, text %s", seed, round, text)
                    .isEqualTo(rows);
        }
    }

    private static void assertRefused(String text, long row, int column, String message) {
        CsvReader reader = new CsvReader(new StringReader(text));
        assertThatExceptionOfType(CsvSyntaxException.class)
                .isThrownBy(() -> {
                    while (reader.read() != null) {
                        // Until it refuses.
                    }
                })
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.column()).isEqualTo(column));
        assertThat(reader.row()).isEqualTo(row);
    }

    /** Hands out a few characters at a time, as a slow file system does. */
    private static final class Trickle extends Reader {
        private final String text;
        private final Random random;
        private int position;

        Trickle(String text, Random random) {
            this.text = text;
            this.random = random;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            if (position == text.length()) {
                return -1;
            }
            int n = Math.min(Math.min(length, text.length() - position), 1 + random.nextInt(3));
            text.getChars(position, position + n, buffer, offset);
            position += n;
            return n;
        }

        @Override
        public void close() {}
    }
}
