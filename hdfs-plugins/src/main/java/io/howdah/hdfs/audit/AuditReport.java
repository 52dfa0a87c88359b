// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import io.howdah.hdfs.audit.core.AuditTally;
import io.howdah.hdfs.audit.core.AuditTally.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An audit's result as {@code --json} prints it and as the NameNode's gauges read it. */
public final class AuditReport {
    /** The format this build writes. */
    public static final int SCHEMA_VERSION = 1;

    private static final int DIRECTORIES = 20;

    private AuditReport() {}

    /** {@return the report} */
    public static Map<String, Object> of(PlacementAudit.Result result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("schemaVersion", SCHEMA_VERSION);
        report.put("path", result.scope().root());
        report.put("snapshots", result.scope().snapshots());
        report.put("finished", result.finished().toString());
        AuditTally tally = result.tally();
        for (Count count : Count.values()) {
            if (count != Count.OUTSIDE_COPYSETS || result.plan()) {
                report.put(count.id(), tally.get(count));
            }
        }
        report.put("rules", tally.rules());
        report.put(
                "directories",
                tally.worst(DIRECTORIES).stream()
                        .map(directory -> row(directory, result.plan()))
                        .toList());
        return report;
    }

    private static Map<String, Object> row(AuditTally.Directory directory, boolean plan) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("path", directory.path());
        row.put("violations", directory.violations());
        row.put("bytesToMove", directory.bytesToMove());
        if (plan) {
            row.put("outsideCopysets", directory.outsideCopysets());
        }
        return row;
    }

    /** {@return the report for people, one line each} */
    public static List<String> text(PlacementAudit.Result result) {
        AuditTally tally = result.tally();
        List<String> lines = new java.util.ArrayList<>();
        lines.add(result.scope().root() + ": " + tally.get(Count.FILES) + " files, " + tally.get(Count.BLOCKS)
                + " blocks");
        lines.add("violations      " + tally.get(Count.VIOLATIONS)
                + (tally.get(Count.NOTHING_BETTER) == 0
                        ? ""
                        : " (" + tally.get(Count.NOTHING_BETTER) + " cannot be mended by a DataNode in service)"));
        tally.rules().forEach((rule, blocks) -> lines.add("  " + rule + ": " + blocks));
        lines.add("repair cost     " + tally.get(Count.BYTES_TO_MOVE) + " bytes to move");
        if (result.plan()) {
            lines.add("outside copysets " + tally.get(Count.OUTSIDE_COPYSETS));
        }
        if (tally.get(Count.NOT_JUDGED) > 0) {
            lines.add("not judged      " + tally.get(Count.NOT_JUDGED));
        }
        if (tally.get(Count.BEING_WRITTEN) > 0) {
            lines.add("being written   " + tally.get(Count.BEING_WRITTEN) + " files (last block not looked at)");
        }
        for (AuditTally.Directory directory : tally.worst(DIRECTORIES)) {
            lines.add(String.format(
                    "  %-40s %d violations, %d bytes%s",
                    directory.path(),
                    directory.violations(),
                    directory.bytesToMove(),
                    result.plan() ? ", " + directory.outsideCopysets() + " outside copysets" : ""));
        }
        return lines;
    }
}
