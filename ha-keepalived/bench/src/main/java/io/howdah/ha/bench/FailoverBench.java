// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.bench;

import io.howdah.bench.BenchBars;
import io.howdah.bench.BenchTable;
import io.howdah.ha.lab.HaLab;
import io.howdah.ha.lab.Kind;
import io.howdah.ha.lab.LabSpec;
import io.howdah.ha.lab.LabSpec.Addressing;
import io.howdah.ha.lab.Observation;
import io.howdah.ha.lab.Watch;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Seconds without a successful write of a client, and seconds until the virtual address answers on the new active, for
 * real daemons in network namespaces: ours, stock HDFS, and keepalived alone.
 */
@Command(
        name = "bin/bench failover",
        header =
                "seconds without a write, and until the address answers on the new active: stock, plain keepalived beside",
        mixinStandardHelpOptions = true,
        footer = {"", "Needs root, keepalived, nft, ip, arping and sshd.", "Example: bin/bench failover --quick"})
public final class FailoverBench implements Callable<Integer> {
    /** A run that takes longer counts as this. */
    private static final double CENSORED_SECONDS = 180;

    /** What happens to the active's host. */
    enum Case {
        KILL_NAMENODE("kill-9 NN") {
            @Override
            void inject(HaLab lab, int active) throws Exception {
                lab.daemon(Kind.NAMENODE, active).kill9();
            }
        },
        KILL_ALL("kill-9 NN+ZKFC+agent") {
            @Override
            void inject(HaLab lab, int active) throws Exception {
                lab.daemon(Kind.ZKFC, active).kill9();
                if (lab.has(Kind.AGENT, active)) {
                    lab.daemon(Kind.AGENT, active).kill9();
                }
                lab.daemon(Kind.NAMENODE, active).kill9();
            }
        },
        POWER_LOSS("power loss") {
            @Override
            void inject(HaLab lab, int active) throws Exception {
                lab.powerOff(active);
            }

            @Override
            void undo(HaLab lab, int active) throws Exception {
                lab.powerOn(active);
            }
        },
        FREEZE("SIGSTOP NN") {
            @Override
            void inject(HaLab lab, int active) throws Exception {
                lab.daemon(Kind.NAMENODE, active).freeze();
            }
        },
        GRACEFUL("graceful") {
            @Override
            void inject(HaLab lab, int active) throws Exception {
                lab.failover(active, 3 - active);
            }
        };

        private final String title;

        Case(String title) {
            this.title = title;
        }

        abstract void inject(HaLab lab, int active) throws Exception;

        void undo(HaLab lab, int active) throws Exception {
            lab.repair();
        }
    }

    /** A set-up and how many runs it gets. */
    private enum Setup {
        HOWDAH("howdah", LabSpec.howdah(), "vip"),
        STOCK("stock", new LabSpec(Addressing.NONE, false, "sshfence", Map.of()), "logical"),
        PLAIN("plain keepalived", new LabSpec(Addressing.PLAIN, false, "sshfence\nshell(/bin/true)", Map.of()), "vip");

        private final String title;
        private final LabSpec spec;
        private final String writer;

        Setup(String title, LabSpec spec, String writer) {
            this.title = title;
            this.spec = spec;
            this.writer = writer;
        }
    }

    /** Seconds of every run of one case. */
    private record Seconds(List<Double> outages, List<Double> addresses) {
        Seconds() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "one run of each; ends within 20 minutes on 2 cores")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "where the rows go as a JSON array; the plot beside it")
    private Path json;

    private PrintWriter out;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new FailoverBench(), args));
    }

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        Map<Setup, Map<Case, Seconds>> all = new EnumMap<>(Setup.class);
        for (Setup setup : Setup.values()) {
            try {
                all.put(setup, run(setup, quick ? 1 : setup == Setup.HOWDAH ? 10 : 3));
            } catch (AssertionError e) {
                throw new IllegalStateException(setup.title + ": " + e.getMessage(), e);
            }
        }
        BenchTable table = new BenchTable(out);
        Map<Case, Seconds> ours = all.get(Setup.HOWDAH);
        for (Setup peer : List.of(Setup.STOCK, Setup.PLAIN)) {
            for (Case fault : Case.values()) {
                Seconds theirs = all.get(peer).get(fault);
                table.add(row(fault, "client outage", ours.get(fault).outages, peer, theirs.outages));
                if (peer.spec.addressing() != Addressing.NONE) {
                    table.add(row(fault, "vip after active", ours.get(fault).addresses, peer, theirs.addresses));
                }
            }
        }
        table.write(json);
        if (json != null) {
            Files.writeString(
                    BenchBars.beside(json.toAbsolutePath()),
                    BenchBars.svg("failover, seconds, lower is better", table.rows()));
        }
        return 0;
    }

    private static BenchTable.Row row(Case fault, String metric, List<Double> ours, Setup peer, List<Double> theirs) {
        return new BenchTable.Row(
                fault.title, metric, "s", "lower", BenchTable.median(ours), peer.title, BenchTable.median(theirs));
    }

    private Map<Case, Seconds> run(Setup setup, int runs) throws Exception {
        Map<Case, Seconds> results = new EnumMap<>(Case.class);
        try (HaLab lab = new HaLab("failover-" + setup.title.replace(' ', '-'), setup.spec).start();
                Watch watch = lab.watch()) {
            for (Case fault : Case.values()) {
                Seconds seconds = results.computeIfAbsent(fault, key -> new Seconds());
                for (int i = 1; i <= runs; i++) {
                    once(setup, fault, lab, watch, seconds);
                    out.printf(
                            Locale.ROOT,
                            "%s, %s, run %d: client outage %.2f s%s%n",
                            setup.title,
                            fault.title,
                            i,
                            last(seconds.outages),
                            setup.spec.addressing() == Addressing.NONE
                                    ? ""
                                    : ", vip after active %.2f s".formatted(last(seconds.addresses)));
                }
            }
        }
        return results;
    }

    private static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }

    private static void once(Setup setup, Case fault, HaLab lab, Watch watch, Seconds seconds) throws Exception {
        int active = lab.awaitReady();
        watch.awaitWrite(setup.writer);
        Watch.Mark mark = watch.mark();
        fault.inject(lab, active);
        long deadline = mark.time() + (long) (CENSORED_SECONDS * 1e9);
        boolean withAddress = setup.spec.addressing() != Addressing.NONE;
        // A write that was under way when the fault came may still be acknowledged by the old active.
        Observation seen = watch.since(mark);
        while (!over(seen, setup.writer, active, withAddress) && Watch.now() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
            seen = watch.since(mark);
        }
        seconds.outages.add(Math.min(CENSORED_SECONDS, seen.outageSeconds(setup.writer, mark.time(), Watch.now())));
        seconds.addresses.add(Math.min(
                CENSORED_SECONDS, seen.addressAfterActiveSeconds(mark.time()).orElse(CENSORED_SECONDS)));
        fault.undo(lab, active);
    }

    /** The other NameNode is the active, a write sent after that is acknowledged, and the address answers there. */
    private static boolean over(Observation seen, String writer, int active, boolean withAddress) {
        return seen.reigns().stream()
                .filter(reign -> reign.host() != active)
                .findFirst()
                .filter(reign ->
                        seen.acks().stream().anyMatch(ack -> ack.writer().equals(writer) && ack.sent() > reign.first()))
                .filter(reign -> !withAddress
                        || seen.answers().stream()
                                .anyMatch(answer -> answer.host() == reign.host() && answer.time() > reign.first()))
                .isPresent();
    }
}
