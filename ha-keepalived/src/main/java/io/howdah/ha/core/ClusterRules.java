// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static io.howdah.ha.core.Finding.ok;
import static io.howdah.ha.core.Finding.refused;
import static io.howdah.ha.core.Finding.warning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a highly available HDFS must have, and what it had better have. Pure; one finding for each thing looked at. */
public final class ClusterRules {
    private static final String ZOOKEEPER = "ha.zookeeper.quorum";
    private static final String EDITS = "dfs.namenode.shared.edits.dir";

    private final ClusterFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private ClusterRules(ClusterFacts facts) {
        this.facts = facts;
    }

    public static List<Finding> check(ClusterFacts facts) {
        ClusterRules rules = new ClusterRules(facts);
        rules.automaticFailover();
        rules.quorum(ZOOKEEPER, "ZooKeeper servers", facts.zooKeepers());
        rules.session();
        rules.journals();
        rules.fencing();
        rules.powerFencing(ZOOKEEPER, "ZooKeeper server", facts.zooKeepers());
        rules.powerFencing(EDITS, "JournalNode", facts.journalNodes());
        if (facts.address().isPresent()) {
            rules.ports();
            rules.listening(facts.address().get());
        }
        return List.copyOf(rules.findings);
    }

    private void automaticFailover() {
        String key = "dfs.ha.automatic-failover.enabled";
        findings.add(
                facts.automaticFailover()
                        ? ok(key, "true")
                        : refused(key, "is false; allowed: true, or nobody but a person fails over"));
    }

    private void quorum(String key, String servers, List<String> hosts) {
        int size = hosts.size();
        if (size == 0) {
            findings.add(refused(key, "is not set; allowed: three or five " + servers));
        } else if (new HashSet<>(hosts).size() < size) {
            findings.add(refused(
                    key,
                    "has " + size + " " + servers + " on " + new HashSet<>(hosts).size()
                            + " hosts; allowed: each on a host of its own"));
        } else if (size < 3) {
            findings.add(refused(key, "has " + size + " " + servers + "; allowed: 3 or more, fewer survive no loss"));
        } else if (size % 2 == 0) {
            findings.add(warning(
                    key,
                    "has " + size + " " + servers + ": an even number survives no more losses than " + (size - 1)
                            + " do"));
        } else {
            findings.add(ok(key, size + " " + servers + ", " + size / 2 + " may fail"));
        }
    }

    private void session() {
        long asked = facts.sessionMillis();
        long given = FailoverBudget.session(asked);
        String ticks = "ZooKeeper allows 2 to 20 ticks (" + 2 * FailoverBudget.TICK + " to " + 20 * FailoverBudget.TICK
                + " ms at its default tick)";
        findings.add(
                asked == given
                        ? ok(FailoverBudget.SESSION, asked + " ms; " + ticks)
                        : warning(
                                FailoverBudget.SESSION,
                                "is " + asked + ": " + ticks + ", it will be " + given + " ms"));
    }

    private void journals() {
        if (facts.sharedEdits().startsWith("qjournal:")) {
            quorum(EDITS, "JournalNodes", facts.journalNodes());
        } else if (facts.sharedEdits().isEmpty()) {
            findings.add(refused(
                    EDITS, "is not set; allowed: qjournal://HOST:8485;HOST:8485;HOST:8485/" + facts.nameservice()));
        } else {
            findings.add(warning(
                    EDITS,
                    "is " + facts.sharedEdits()
                            + ": without JournalNodes no epoch stops two writers, all depends on the fencing"));
        }
    }

    private void fencing() {
        if (facts.fencing().isEmpty() || facts.fencing().get().isEmpty()) {
            findings.add(refused(FencingMethod.KEY, "is not set; allowed: a method, or the ZKFC does not start"));
            return;
        }
        List<FencingMethod> methods = facts.fencing().get();
        String all = methods.stream().map(FencingMethod::name).collect(Collectors.joining(", "));
        if (methods.stream().noneMatch(FencingMethod::fencesADeadHost)) {
            findings.add(refused(
                    FencingMethod.KEY,
                    "is " + all + " alone: it never fences a host without power, so nothing"
                            + " takes over; allowed: another method after it, such as " + FencingMethod.POWER
                            + "(FILE)"));
            return;
        }
        boolean good = true;
        for (FencingMethod method : methods) {
            Optional<String> trouble = trouble(method);
            if (trouble.isPresent()) {
                good = false;
                findings.add(warning(FencingMethod.KEY, trouble.get()));
            }
        }
        if (good) {
            findings.add(ok(FencingMethod.KEY, all));
        }
    }

    private static Optional<String> trouble(FencingMethod method) {
        String text =
                method.name() + method.argument().map(arg -> "(" + arg + ")").orElse("");
        return switch (method.kind()) {
            case SSH, POWER -> Optional.empty();
            case NOTHING ->
                Optional.of(
                        text + " fences nothing: the JournalNodes stop a second writer, but the old active may go on"
                                + " answering reads");
            case SHELL -> Optional.of(text + ": Hadoop waits for it without an end; let it have a deadline of its own");
            case OTHER -> Optional.of(text + " is not known here: that class must be on the ZKFC's class path");
        };
    }

    /** Whoever cuts the power of a NameNode's host cuts it for all that runs there. */
    private void powerFencing(String key, String server, List<String> members) {
        boolean power = facts.fencing().stream()
                .flatMap(List::stream)
                .anyMatch(method -> method.kind() == FencingMethod.Kind.POWER);
        if (!power || members.isEmpty()) {
            return;
        }
        int majority = members.size() / 2 + 1;
        TreeSet<String> hosts = facts.nameNodes().stream()
                .map(nn -> nn.host().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean good = true;
        for (String host : hosts) {
            long left = members.stream()
                    .filter(member -> !member.equalsIgnoreCase(host))
                    .count();
            if (left < majority) {
                good = false;
                findings.add(refused(
                        key,
                        "fencing " + host + " by its power leaves " + left + " of " + members.size() + " " + server
                                + "s; allowed: at least " + majority + " on other hosts"));
            }
        }
        if (good) {
            findings.add(ok(
                    key,
                    "each NameNode's host may lose its power: at least " + majority + " of " + members.size() + " "
                            + server + "s are left"));
        }
    }

    private void ports() {
        TreeSet<Integer> ports = facts.nameNodes().stream()
                .map(ClusterFacts.NameNode::rpcPort)
                .collect(Collectors.toCollection(TreeSet::new));
        String key = "dfs.namenode.rpc-address." + facts.nameservice() + ".*";
        findings.add(
                ports.size() == 1
                        ? ok(key, "port " + ports.first() + " on every NameNode")
                        : refused(
                                key,
                                "has the ports " + ports + "; allowed: one, clients of one address know one port"));
    }

    private void listening(VirtualAddress vip) {
        facts.nameNodes().forEach(nn -> findings.add(listens(nn.bindKey(), nn.bindHost(), nn.id(), vip)));
    }

    /**
     * Whether a daemon listens on an address that comes and goes.
     *
     * @param bindHost empty when not set: the daemon's own host
     */
    public static Finding listens(String key, String bindHost, String daemon, VirtualAddress vip) {
        if (bindHost.equals("0.0.0.0") || bindHost.equals("::")) {
            return ok(key, daemon + " listens on every address");
        }
        if (bindHost.equals(NumericAddress.text(vip.address()))) {
            return warning(
                    key,
                    "is " + bindHost + ": " + daemon
                            + " cannot start while another node has the address; better 0.0.0.0");
        }
        return refused(
                key,
                (bindHost.isEmpty() ? "is not set" : "is '" + bindHost + "'") + "; allowed: 0.0.0.0, or " + daemon
                        + " does not listen on " + vip);
    }
}
