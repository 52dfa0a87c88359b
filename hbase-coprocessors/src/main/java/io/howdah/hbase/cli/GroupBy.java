// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.TimeWidth;
import io.howdah.hbase.slice.core.Column;
import picocli.CommandLine.Option;

/** One part of the group key, on the command line of {@code howdah hbase agg}. */
final class GroupBy {
    @Option(
            names = "--group-by",
            paramLabel = "COL",
            required = true,
            description = "one group for each value; again, or with the next three: each combination, in this order")
    private String column;

    @Option(
            names = "--group-by-prefix",
            paramLabel = "N",
            required = true,
            description = "one group for each first N bytes of the row key")
    private Integer prefix;

    @Option(
            names = "--group-by-time",
            paramLabel = "COL[=DECODER]/WIDTH",
            required = true,
            description = "one group for each WIDTH (ms, s, m, h, d) of the column's value, milliseconds since 1970;"
                    + " UTC")
    private String time;

    @Option(
            names = "--group-by-timestamp",
            paramLabel = "COL/WIDTH",
            required = true,
            description = "the same of the timestamp of the column's newest cell")
    private String timestamp;

    GroupExpression expression() {
        if (column != null) {
            return new GroupExpression.OfColumn(Column.parse(column));
        } else if (prefix != null) {
            return new GroupExpression.OfRowPrefix(prefix);
        } else if (time != null) {
            DecodedColumn decoded = DecodedColumn.parse(beforeWidth(time));
            return bucket(decoded.column(), decoded.decoder(), time);
        }
        return bucket(Column.parse(beforeWidth(timestamp)), null, timestamp);
    }

    private static GroupExpression bucket(Column column, Decoder decoder, String text) {
        return new GroupExpression.OfTimeBucket(
                column, decoder, TimeWidth.parse(text.substring(text.lastIndexOf('/') + 1)));
    }

    private static String beforeWidth(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' has no width: write it after a slash, as in d:seen/1h");
        }
        return text.substring(0, slash);
    }
}
