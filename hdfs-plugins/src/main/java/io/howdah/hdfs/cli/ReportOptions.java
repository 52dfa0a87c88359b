// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.AuditReport;
import io.howdah.hdfs.audit.JsonTree;
import io.howdah.hdfs.audit.PlacementAudit;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What an audit covers and where its result goes. */
final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "local file for the audit as JSON; the NameNode shows it when howdah.placement.audit.file names it")
    private Path report;

    @Option(names = "--snapshots", description = "also files that are in a snapshot only")
    private boolean snapshots;

    boolean snapshots() {
        return snapshots;
    }

    /** {@return the rules, and what else makes an old state worthless} */
    String rules(String rules) {
        WalkOptions.writable("--report", report);
        return rules + (snapshots ? " snapshots" : "");
    }

    boolean wanted() {
        return report != null;
    }

    void write(PlacementAudit.Result result) throws IOException {
        if (report != null) {
            JsonTree.write(AuditReport.of(result), report);
        }
    }
}
