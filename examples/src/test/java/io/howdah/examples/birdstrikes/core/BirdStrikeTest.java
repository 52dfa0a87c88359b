// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDate;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BirdStrikeTest {
    private static final String ROW =
            "DENVER INTL AIRPORT,B-757-200,Substantial,1999-08-01,UNITED AIRLINES,Colorado,Climb,Large,Canada goose,Dusk,7,5,12,180";

    @TestFactory
    Stream<DynamicTest> rows_areJudgedAsTheSharedTableSays() throws Exception {
        return RowCases.all().stream()
                .map(c -> DynamicTest.dynamicTest("[" + c.line() + "]", () -> {
                    if (c.good()) {
                        assertThat(BirdStrike.parse(c.line()).operator()).isEqualTo(c.expected());
                    } else {
                        assertThatExceptionOfType(BadRowException.class)
                                .isThrownBy(() -> BirdStrike.parse(c.line()))
                                .satisfies(e -> assertThat(e.column())
                                        .as(e.describe())
                                        .isEqualTo(Integer.parseInt(c.expected())));
                    }
                }));
    }

    @Test
    void columns_areNumberedInTheFilesOrder() {
        assertThat(Stream.of(Column.values()).map(Column::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 14).boxed().toList());
        assertThat(Column.describe(15)).isEqualTo("column 15");
    }

    @Test
    void parse_readsEveryColumn() throws Exception {
        assertThat(BirdStrike.parse(ROW))
                .isEqualTo(new BirdStrike(
                        "DENVER INTL AIRPORT",
                        "B-757-200",
                        "Substantial",
                        LocalDate.of(1999, 8, 1),
                        "UNITED AIRLINES",
                        "Colorado",
                        "Climb",
                        "Large",
                        "Canada goose",
                        "Dusk",
                        7,
                        5,
                        12,
                        OptionalInt.of(180)));
    }

    @Test
    void damage_isAnythingButNone() throws Exception {
        assertThat(BirdStrike.parse(ROW).damaging()).isTrue();
        assertThat(BirdStrike.parse(ROW.replace("Substantial", "C")).damaging()).isTrue();
        assertThat(BirdStrike.parse(ROW.replace("Substantial", "None")).damaging())
                .isFalse();
    }

    @Test
    void message_namesColumnValueAndWhatIsAllowed() {
        assertMessage(
                ROW.replace(",12,", ",twelve,"),
                "column 13 (Cost Total $): \"twelve\" is not a whole number of dollars from 0 to 999999999999");
        assertMessage(
                ROW.replace("1999-08-01", "1.8.1999"),
                "column 4 (Flight Date): \"1.8.1999\" is not a date yyyy-mm-dd from 1900-01-01 to 2099-12-31");
        assertMessage("a,b", "column 2 (Aircraft Make Model): the row has 2 columns, 14 are expected");
        assertMessage("", "column 1 (Airport Name): the row is empty, 14 columns are expected");
        assertMessage(ROW.replace("Climb", "Cl\u0000mb"), "column 7 (Phase of flight): the control character U+0000");
        assertMessage(
                ROW.replace("180", "9".repeat(200)),
                "column 14 (Speed IAS in knots): \"" + "9".repeat(40)
                        + "...\" is not a whole number of knots from 0 to 9999");
    }

    @Test
    void header_isRefusedAtItsFirstDifference() throws Exception {
        String header = String.join(",", Column.HEADER);
        BirdStrike.requireHeader(header);
        BirdStrike.requireHeader("\uFEFF" + header);
        assertHeader(
                header.replace("Flight Date", "Date"),
                "column 4 (Flight Date): the header is \"Date\", \"Flight Date\" is expected");
        assertHeader(
                header.replace(",Speed IAS in knots", ""),
                "column 13 (Cost Total $): the row has 13 columns, 14 are expected");
        assertHeader(header + ",More", "column 15: the row has 15 columns, 14 are expected");
        assertHeader("\u0089PNG", "column 1 (Airport Name): the header is \"?PNG\", \"Airport Name\" is expected");
        assertHeader("", "column 1 (Airport Name): the header is \"\", \"Airport Name\" is expected");
    }

    private static void assertMessage(String row, String message) {
        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> BirdStrike.parse(row))
                .satisfies(e -> assertThat(e.describe()).isEqualTo(message));
    }

    private static void assertHeader(String row, String message) {
        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> BirdStrike.requireHeader(row))
                .satisfies(e -> assertThat(e.describe()).isEqualTo(message));
    }
}
