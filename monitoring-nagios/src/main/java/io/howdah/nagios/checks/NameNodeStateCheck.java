// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * HA state and safe mode of one NameNode, or of all NameNodes of a nameservice: then exactly one must be active.
 *
 * <p>An active NameNode in safe mode refuses every write: CRITICAL. A standby in safe mode could not take over at once:
 * WARNING.
 */
public final class NameNodeStateCheck implements Check {
    private static final Metric ACTIVE = new Metric(
            "active",
            Uom.NONE,
            false,
            "",
            "1:1",
            "NameNodes that are active; held against its range when several are given");
    private static final Metric UNREACHABLE =
            new Metric("unreachable", Uom.NONE, true, "", "0", "NameNodes that could not be reached");
    private static final Metric SAFE_MODE =
            new Metric("safemode", Uom.NONE, true, "0", "", "NameNodes in safe mode; an active one there is CRITICAL");

    @Override
    public String id() {
        return "namenode-state";
    }

    @Override
    public String summary() {
        return "HA state and safe mode; with several --url, that exactly one is active";
    }

    @Override
    public Role role() {
        return Role.NAMENODE;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(ACTIVE, UNREACHABLE, SAFE_MODE);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(NameNodes.STATE, NameNodes.SAFE_MODE);
    }

    @Override
    public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
        Verdict verdict = new Verdict(id(), thresholds);
        List<String> active = new ArrayList<>();
        List<String> unreachable = new ArrayList<>();
        List<String> inSafeMode = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        boolean undecided = false;
        for (Endpoint nameNode : snapshot.endpoints()) {
            try {
                String state = NameNodes.state(nameNode);
                String tip = nameNode.require(NameNodes.SAFE_MODE).text(NameNodes.SAFE_MODE.attribute());
                boolean isActive = state.equals(ActiveDaemon.ACTIVE);
                if (isActive) {
                    active.add(nameNode.name());
                } else if (!state.equals("standby") && !state.equals("observer")) {
                    verdict.raise(
                            Status.WARNING,
                            nameNode.name() + " is " + (state.isEmpty() ? "in no HA state yet" : state));
                }
                if (!tip.isEmpty()) {
                    inSafeMode.add(nameNode.name());
                    verdict.detail(nameNode.name() + ": " + tip);
                    if (isActive) {
                        verdict.raise(Status.CRITICAL, "active " + nameNode.name() + " is in safe mode: no writes");
                    }
                }
                seen.add(nameNode.name() + " " + state);
            } catch (CheckFailure e) {
                if (e.status() == Status.CRITICAL) {
                    unreachable.add(e.getMessage());
                } else {
                    undecided = true;
                    verdict.raise(e);
                }
            }
        }
        double total = snapshot.endpoints().size();
        if (total == 1) {
            verdict.report(PerfData.of(ACTIVE.name(), active.size(), Uom.NONE));
        } else if (active.isEmpty() && undecided) {
            // The one we could not ask may be it.
            verdict.report(PerfData.unknown(ACTIVE.name()));
        } else {
            verdict.measure(
                    ACTIVE,
                    active.size(),
                    Double.NaN,
                    active.size() == 1 ? "" : NameList.behind(active.size() + " active NameNodes", active));
        }
        verdict.measure(UNREACHABLE, unreachable.size(), total, unreachable.isEmpty() ? "" : NameList.of(unreachable));
        verdict.measure(
                SAFE_MODE,
                inSafeMode.size(),
                total,
                inSafeMode.isEmpty() ? "" : NameList.behind(inSafeMode.size() + " in safe mode", inSafeMode));
        seen.forEach(fact -> verdict.raise(Status.OK, fact));
        return verdict.result();
    }
}
