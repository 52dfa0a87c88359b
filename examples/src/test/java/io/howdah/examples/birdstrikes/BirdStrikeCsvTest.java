// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BirdStrikeCsvTest {
    @TempDir
    Path dir;

    private final Configuration conf = new Configuration();

    @Test
    void realTable_isGood_andIsTheFileThatItsSourceNames() throws Exception {
        assertThat(BirdStrikeCsv.validate(TestTables.REAL)).isEqualTo(10_000);
        String sum = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(TestTables.REAL)));
        assertThat(Files.readString(TestTables.REAL.resolveSibling("SOURCES.md")))
                .contains(sum);
    }

    @Test
    void table_isGood_whateverItsLineEndsAndMark() throws Exception {
        for (String text : List.of(
                TestTables.HEADER + "\n" + TestTables.ROW,
                TestTables.HEADER + "\r\n" + TestTables.ROW + "\r\n",
                "\uFEFF" + TestTables.HEADER + "\n" + TestTables.ROW + "\n")) {
            Path file = Files.writeString(dir.resolve("t.csv"), text);
            assertThat(BirdStrikeCsv.validate(file)).isEqualTo(1);
            assertThat(BirdStrikeCsv.validate(conf, hadoop(file))).isEqualTo(1);
            assertThat(BirdStrikeCsv.requireTable(conf, hadoop(file))).hasSize(1);
        }
    }

    @Test
    void file_isRefused_whenItIsMissingEmptyOrNoFile() throws Exception {
        refused(dir.resolve("no.csv"), 0, 0, "no.csv: no such file");
        refused(dir, 0, 0, "not a file, a CSV file is expected");
        refused(Files.createFile(dir.resolve("empty.csv")), 0, 0, "empty, a header row is expected");
        refused(TestTables.write(dir.resolve("h.csv"), TestTables.HEADER), 0, 0, "a header and no rows");
    }

    @Test
    void binaryFile_isRefusedInRowOne_whateverItHolds() throws Exception {
        byte[] png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
        refused(Files.write(dir.resolve("a.png"), png), 1, 1, "a.png row 1, column 1");
        refused(Files.write(dir.resolve("zeros"), new byte[1 << 20]), 1, 1, "row 1, column 1");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(noise);
            Path file = Files.write(dir.resolve("noise"), noise);
            assertThatExceptionOfType(InvalidInputException.class)
                    .as("seed %d, file %d", seed, i)
                    .isThrownBy(() -> BirdStrikeCsv.validate(file))
                    .satisfies(e -> assertThat(e.row()).isEqualTo(1))
                    .satisfies(e -> assertThat(e.getMessage()).matches("[^\\p{Cntrl}]{1,400}"));
        }
    }

    @Test
    void wrongColumns_areRefusedInRowOne() throws Exception {
        refused(
                TestTables.write(dir.resolve("t.csv"), "a,b,c", "1,2,3"),
                1,
                1,
                "t.csv row 1, column 1 (Airport Name): the header is \"a\", \"Airport Name\" is expected");
        refused(
                TestTables.write(dir.resolve("s.csv"), TestTables.HEADER.replace(',', ';'), "x"),
                1,
                1,
                "row 1, column 1");
        refused(
                TestTables.write(dir.resolve("n.csv"), TestTables.ROW, TestTables.ROW),
                1,
                1,
                "the header is \"DENVER INTL AIRPORT\"");
    }

    @Test
    void brokenRow_isNamed_whereverItStands() throws Exception {
        List<String> lines = new ArrayList<>(TestTables.realRows());
        lines.add(0, TestTables.HEADER);
        lines.set(5_000, TestTables.ROW.replace(",12,", ",12 dollars,"));
        refused(
                TestTables.write(dir.resolve("m.csv"), lines.toArray(String[]::new)),
                5_001,
                13,
                "m.csv row 5001, column 13 (Cost Total $): \"12 dollars\" is not a whole number of dollars");
        refused(
                TestTables.write(
                        dir.resolve("q.csv"), TestTables.HEADER, TestTables.ROW, "\"" + TestTables.ROW, TestTables.ROW),
                3,
                1,
                "q.csv row 3, column 1 (Airport Name): a quoted field that is never closed");
        refused(
                TestTables.write(dir.resolve("e.csv"), TestTables.HEADER, TestTables.ROW, "", TestTables.ROW),
                3,
                1,
                "the row is empty");
        refused(
                Files.write(
                        dir.resolve("u.csv"),
                        (TestTables.HEADER + "\n" + TestTables.ROW + "\n" + TestTables.ROW.replace("Dusk", "\u00e9"))
                                .getBytes(StandardCharsets.ISO_8859_1)),
                3,
                10,
                "u.csv row 3, column 10 (Time of day): bytes that are not UTF-8 text");
    }

    @Test
    void largeTable_isRead() throws Exception {
        assertThat(BirdStrikeCsv.validate(TestTables.repeated(dir.resolve("large.csv"), 200_000)))
                .isEqualTo(200_000);
    }

    @Test
    void directory_isATable_whenEveryVisibleFileIsOne() throws Exception {
        Path in = Files.createDirectory(dir.resolve("in"));
        TestTables.write(in.resolve("b.csv"), TestTables.HEADER, TestTables.ROW);
        TestTables.write(in.resolve("a.csv"), TestTables.HEADER, TestTables.ROW);
        TestTables.write(in.resolve("_SUCCESS"));
        TestTables.write(in.resolve(".hidden"), "no table");
        assertThat(BirdStrikeCsv.requireTable(conf, hadoop(in)))
                .extracting(f -> f.getPath().getName())
                .containsExactly("a.csv", "b.csv");
        TestTables.write(in.resolve("c.csv"), "no table");
        refusedTable(in, "c.csv row 1, column 1");
        Files.write(in.resolve("c.csv"), new byte[0]);
        refusedTable(in, "c.csv: empty");
        Files.delete(in.resolve("c.csv"));
        Files.createDirectory(in.resolve("d"));
        refusedTable(in, "a directory inside the input");
        refusedTable(Files.createDirectory(dir.resolve("nothing")), "a directory without files");
        refusedTable(dir.resolve("missing"), "no such file or directory");
    }

    private void refused(Path file, long row, int column, String message) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> BirdStrikeCsv.validate(file))
                .withMessageContaining(message)
                .satisfies(e ->
                        assertThat(Arrays.asList(e.row(), (long) e.column())).containsExactly(row, (long) column));
    }

    private void refusedTable(Path input, String message) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> BirdStrikeCsv.requireTable(conf, hadoop(input)))
                .withMessageContaining(message);
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }
}
