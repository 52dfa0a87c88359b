// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckFailure;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.Need;
import io.howdah.nagios.core.Role;
import io.howdah.nagios.core.Snapshot;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.core.Uom;
import io.howdah.nagios.core.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * HBase region servers, and regions in transition: how many, and for how long the oldest.
 *
 * <p>{@code ritOldestAge} is described as the time stamp of the oldest region in transition; AssignmentManager stores
 * its age in milliseconds, in every release since the metric exists. The master refreshes the three RIT numbers once a
 * minute ({@code hbase.assignment.rit.chore.interval.msec}), so they are up to a minute old.
 *
 * <p>The defaults: dead region servers as for DataNodes; their regions are moved, but the dead one stays on the master's
 * list until it is back or the master restarts. Moves are seconds; HBase itself calls a region stuck after 60 s ({@code
 * hbase.metrics.rit.stuck.warning.threshold}). Twice that, because of the refresh, is a WARNING; a region that nobody
 * can read for five minutes is CRITICAL. The count alone says nothing: a balancer run has dozens.
 */
public final class HBaseCheck implements Check {
    private static final Need SERVER = Need.bean("Hadoop:service=HBase,name=Master,sub=Server");
    private static final Need ASSIGNMENT = Need.bean("Hadoop:service=HBase,name=Master,sub=AssignmentManager");

    private static final Metric DEAD = new Metric("dead", Uom.NONE, true, "0", "10%", "dead region servers");
    private static final Metric LIVE = new Metric("live", Uom.NONE, false, "", "1:", "live region servers");
    private static final Metric RIT_AGE =
            new Metric("rit_age", Uom.SECONDS, false, "120", "300", "age of the oldest region in transition");
    private static final Metric RIT = new Metric("rit", Uom.NONE, false, "", "", "regions in transition");
    private static final Metric RIT_STUCK =
            new Metric("rit_stuck", Uom.NONE, false, "", "", "regions in transition for longer than HBase's own limit");

    @Override
    public String id() {
        return "hbase";
    }

    @Override
    public String summary() {
        return "dead region servers, regions in transition and the age of the oldest";
    }

    @Override
    public Role role() {
        return Role.HBASE_MASTER;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(DEAD, LIVE, RIT_AGE, RIT, RIT_STUCK);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(SERVER, ASSIGNMENT);
    }

    @Override
    public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
        Verdict verdict = new Verdict(id(), thresholds);
        Optional<Endpoint> active = ActiveDaemon.find(snapshot, role(), HBaseCheck::state, verdict);
        if (active.isPresent()) {
            try {
                judge(active.get(), verdict);
            } catch (CheckFailure e) {
                verdict.raise(e);
            }
        }
        return verdict.result();
    }

    private static String state(Endpoint master) throws CheckFailure {
        return Boolean.parseBoolean(master.require(SERVER).text("tag.isActiveMaster")) ? ActiveDaemon.ACTIVE : "backup";
    }

    private static void judge(Endpoint master, Verdict verdict) throws CheckFailure {
        Answer.Document server = master.require(SERVER);
        double live = server.number("numRegionServers");
        double dead = server.number("numDeadRegionServers");
        List<String> deadNames = serverNames(server, "tag.deadRegionServers");
        verdict.measure(LIVE, live, Double.NaN, Amount.count(live) + " region servers live");
        verdict.measure(DEAD, dead, live + dead, NameList.behind(Amount.count(dead) + " dead", deadNames));
        deadNames.forEach(name -> verdict.detail("dead: " + name));

        Answer.Document assignment = master.require(ASSIGNMENT);
        double rit = assignment.number("ritCount");
        double ageSeconds = assignment.number("ritOldestAge") / 1000;
        verdict.measure(RIT, rit, Double.NaN, Amount.count(rit) + " regions in transition");
        verdict.measure(
                RIT_AGE,
                ageSeconds,
                Double.NaN,
                rit > 0 || ageSeconds > 0 ? "oldest " + Amount.count(ageSeconds) + " s" : "");
        double stuck = assignment.number("ritCountOverThreshold");
        verdict.measure(RIT_STUCK, stuck, Double.NaN, stuck > 0 ? Amount.count(stuck) + " stuck" : "");
    }

    /** {@code host,port,startcode;host,port,startcode} as host:port. */
    private static List<String> serverNames(Answer.Document server, String field) {
        if (!(server.fields().get(field) instanceof String text) || text.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(text.split(";", -1))
                .map(name -> name.split(",", -1))
                .map(parts -> parts.length > 1 ? parts[0] + ":" + parts[1] : parts[0])
                .sorted()
                .toList();
    }
}
