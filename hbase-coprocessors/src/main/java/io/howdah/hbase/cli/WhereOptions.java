// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.bulk.BulkMutation;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.ParseFilter;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import picocli.CommandLine.Option;

/** Which rows a bulk delete or update is about. */
final class WhereOptions {
    private static final Pattern CONDITION = Pattern.compile("([^=!<>]+)(!=|<=|>=|=|<|>)(.*)", Pattern.DOTALL);

    @Option(
            names = "--where",
            paramLabel = "COL<op>VALUE",
            description = "only rows whose column compares so: = != < <= > >=, as bytes, newest version; rows without"
                    + " the column never; again: both")
    private List<String> where = List.of();

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "only rows that pass, in HBase's filter language: \"PrefixFilter('a')\"")
    private String filter;

    @Option(names = "--from", paramLabel = "ROW", defaultValue = "", description = "first row, inclusive")
    private String from;

    @Option(names = "--to", paramLabel = "ROW", defaultValue = "", description = "last row, exclusive")
    private String to;

    @Option(names = "--all", description = "every row: must be said when no other condition is")
    private boolean all;

    /** @throws IllegalArgumentException when nothing narrows the job and --all is not said, or a condition is none */
    void applyTo(BulkMutation job) throws IOException {
        boolean narrowed = !where.isEmpty() || filter != null || !from.isEmpty() || !to.isEmpty();
        if (narrowed == all) {
            throw new IllegalArgumentException(
                    all
                            ? "--all takes no --where, --filter, --from or --to"
                            : "which rows? --where, --filter, --from, --to, or --all for every row of the table");
        }
        job.range(Printable.parse(from), Printable.parse(to)).where(new Scan());
        List<Filter> filters = new ArrayList<>();
        for (String condition : where) {
            filters.add(parse(condition));
        }
        if (filter != null) {
            filters.add(parseFilter());
        }
        if (filters.size() == 1) {
            job.filter(filters.get(0));
        } else if (!filters.isEmpty()) {
            job.filter(new FilterList(FilterList.Operator.MUST_PASS_ALL, filters));
        }
    }

    private Filter parseFilter() {
        try {
            return new ParseFilter().parseFilterString(filter);
        } catch (CharacterCodingException | RuntimeException e) {
            throw new IllegalArgumentException("--filter " + filter + ": " + e.getMessage(), e);
        }
    }

    private static Filter parse(String condition) {
        Matcher matcher = CONDITION.matcher(condition);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--where " + condition + ": write family:qualifier, one of = != < <= > >=, and a value");
        }
        Column column = Column.parse(matcher.group(1));
        CompareOperator operator = switch (matcher.group(2)) {
            case "=" -> CompareOperator.EQUAL;
            case "!=" -> CompareOperator.NOT_EQUAL;
            case "<" -> CompareOperator.LESS;
            case "<=" -> CompareOperator.LESS_OR_EQUAL;
            case ">" -> CompareOperator.GREATER;
            default -> CompareOperator.GREATER_OR_EQUAL;
        };
        SingleColumnValueFilter filter = new SingleColumnValueFilter(
                column.family(), column.qualifier(), operator, Printable.parse(matcher.group(3)));
        filter.setFilterIfMissing(true);
        return filter;
    }

    /** For the question before the job. */
    String text() {
        if (all) {
            return "every row";
        }
        List<String> parts = new ArrayList<>(where);
        if (filter != null) {
            parts.add(filter);
        }
        if (!from.isEmpty() || !to.isEmpty()) {
            parts.add("rows [" + from + ", " + (to.isEmpty() ? "end" : to) + ")");
        }
        return String.join(" and ", parts);
    }
}
