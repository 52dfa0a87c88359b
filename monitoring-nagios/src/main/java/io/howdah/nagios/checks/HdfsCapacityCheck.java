// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckFailure;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.Need;
import io.howdah.nagios.core.PerfData;
import io.howdah.nagios.core.Role;
import io.howdah.nagios.core.Snapshot;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.core.Uom;
import io.howdah.nagios.core.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How full HDFS is: used / (used + remaining). Not used / configured capacity: files of others on the same disks take
 * space from HDFS, and a cluster with no byte left to write may then look half empty.
 *
 * <p>The defaults follow from what is left when DataNodes die: their blocks are replicated onto the others, so at 80 %
 * the loss of a fifth of the storage fills the cluster, at 90 % the loss of a tenth does.
 */
public final class HdfsCapacityCheck implements Check {
    private static final Metric USED =
            new Metric("used", Uom.PERCENT, false, "80", "90", "space used, of what HDFS can use (used + remaining)");
    private static final Metric REMAINING =
            new Metric("remaining", Uom.BYTES, true, "", "", "space left; with %, of what HDFS can use");
    private static final Metric NON_DFS = new Metric(
            "non_dfs",
            Uom.BYTES,
            true,
            "",
            "",
            "space on DataNode disks used by others; with %, of configured capacity");

    @Override
    public String id() {
        return "hdfs-capacity";
    }

    @Override
    public String summary() {
        return "how full HDFS is, and what others take of its disks";
    }

    @Override
    public Role role() {
        return Role.NAMENODE;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(USED, REMAINING, NON_DFS);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(NameNodes.STATE, NameNodes.FS_STATE, NameNodes.NON_DFS);
    }

    @Override
    public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
        Verdict verdict = new Verdict(id(), thresholds);
        Optional<Endpoint> active = ActiveDaemon.find(snapshot, role(), NameNodes::state, verdict);
        if (active.isPresent()) {
            try {
                judge(active.get(), verdict);
            } catch (CheckFailure e) {
                verdict.raise(e);
            }
        }
        return verdict.result();
    }

    private static void judge(Endpoint nameNode, Verdict verdict) throws CheckFailure {
        Answer.Document state = nameNode.require(NameNodes.FS_STATE);
        double used = state.number("CapacityUsed");
        double remaining = state.number("CapacityRemaining");
        double configured = state.number("CapacityTotal");
        double usable = used + remaining;
        if (usable <= 0) {
            verdict.raise(Status.CRITICAL, "no space at all: no live DataNode offers storage");
            verdict.report(PerfData.unknown(USED.name()));
            return;
        }
        double percent = Amount.twoDecimals(100 * used / usable);
        verdict.measure(
                USED, percent, 100, String.format(Locale.ROOT, "%.1f %% of %s used", percent, Amount.bytes(usable)));
        verdict.measure(REMAINING, remaining, usable, Amount.bytes(remaining) + " left");
        Optional<Double> nonDfs =
                nameNode.find(NameNodes.NON_DFS).flatMap(info -> info.findNumber(NameNodes.NON_DFS.attribute()));
        if (nonDfs.isPresent()) {
            verdict.measure(NON_DFS, nonDfs.get(), configured, Amount.bytes(nonDfs.get()) + " used by others");
        } else {
            verdict.report(PerfData.unknown(NON_DFS.name()));
        }
        verdict.detail("NameNode " + nameNode.name() + ": configured capacity " + Amount.bytes(configured) + ", used "
                + Amount.bytes(used) + ", remaining " + Amount.bytes(remaining));
    }
}
