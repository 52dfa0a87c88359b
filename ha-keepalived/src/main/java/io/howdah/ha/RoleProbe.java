// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;

/**
 * Asks every daemon of the configured services whether it is the active, all at once, each with a deadline: a round
 * takes at most the deadline (twice that where HBase masters are looked up in ZooKeeper first), however many daemons
 * hang. Thread-safe; {@link #close} ends its threads.
 */
public final class RoleProbe implements AutoCloseable {
    private final Configuration conf;
    private final HaSettings settings;
    private final ExecutorService threads;
    private final NameNodeProbe nameNodes;

    /**
     * @param service what the daemons serve
     * @param name the nameservice; for YARN and HBase the service's own name
     * @param nodes one per daemon
     * @param verdict over the nodes
     */
    public record Group(Service service, String name, List<NodeRole> nodes, ActiveVerdict verdict) {
        public Group {
            nodes = List.copyOf(nodes);
        }

        static Group of(Service service, String name, List<NodeRole> nodes) {
            return new Group(service, name, nodes, ActiveVerdict.of(nodes));
        }
    }

    /** One daemon to ask. */
    private record Target(String id, String address, Callable<Answer> question) {}

    private record Timed(Answer answer, Duration took) {}

    /** An answer that is on its way. */
    private record Pending(Target target, long sentNanos, Future<Timed> answer) {}

    public RoleProbe(Configuration conf, HaSettings settings) {
        this.conf = conf;
        this.settings = settings;
        this.nameNodes = new NameNodeProbe(conf, settings.probeDeadline());
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "howdah-role-probe");
            // A hanging name server must not keep the program from ending.
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * One group for each nameservice, one for YARN, one for HBase, as asked.
     *
     * @throws InvalidInputException when the configuration does not say whom to ask
     * @throws InterruptedException when the calling thread is interrupted
     */
    public List<Group> probe(Collection<Service> services) throws InterruptedException {
        record Open(Service service, String name, List<Pending> pending) {}
        List<Open> open = new ArrayList<>();
        Future<List<HBaseMasters.Master>> masters = null;
        HBaseMasters hbase = new HBaseMasters(conf, settings.hbaseMasters(), settings.probeDeadline());
        if (services.contains(Service.HBASE)) {
            masters = threads.submit(hbase::find);
        }
        if (services.contains(Service.HDFS)) {
            for (HaTopology.Nameservice nameservice : HaTopology.from(conf).nameservices()) {
                List<Target> targets = nameservice.nameNodes().stream()
                        .map(nn -> new Target(nn.id(), nn.haRpc().toString(), () -> nameNodes.ask(nn)))
                        .toList();
                open.add(new Open(Service.HDFS, nameservice.id(), send(targets)));
            }
        }
        if (services.contains(Service.YARN)) {
            ResourceManagers managers = new ResourceManagers(settings.probeDeadline());
            List<Target> targets = ResourceManagers.of(conf).stream()
                    .map(rm -> new Target(rm.id(), rm.web().toString(), () -> managers.ask(rm)))
                    .toList();
            open.add(new Open(Service.YARN, "yarn", send(targets)));
        }
        List<Group> groups = new ArrayList<>();
        Group unfound = null;
        if (masters != null) {
            try {
                List<Target> targets =
                        masters.get(settings.probeDeadline().toMillis() * 3 / 2, TimeUnit.MILLISECONDS).stream()
                                .map(master ->
                                        new Target(master.id(), master.web().toString(), () -> hbase.ask(master)))
                                .toList();
                if (targets.isEmpty()) {
                    unfound = noMasters("ZooKeeper knows no HBase master", ActiveVerdict.Outcome.NONE);
                } else {
                    open.add(new Open(Service.HBASE, "hbase", send(targets)));
                }
            } catch (ExecutionException e) {
                unfound = noMasters(explain(e.getCause()), ActiveVerdict.Outcome.CANNOT_TELL);
            } catch (TimeoutException e) {
                masters.cancel(true);
                unfound = noMasters("ZooKeeper does not answer", ActiveVerdict.Outcome.CANNOT_TELL);
            }
        }
        for (Open each : open) {
            List<NodeRole> nodes = new ArrayList<>();
            for (Pending pending : each.pending) {
                nodes.add(receive(pending));
            }
            groups.add(Group.of(each.service, each.name, nodes));
        }
        if (unfound != null) {
            groups.add(unfound);
        }
        return groups;
    }

    private static String explain(Throwable cause) {
        if (cause instanceof InvalidInputException invalid) {
            throw invalid;
        }
        return Answer.oneLine(cause);
    }

    private static Group noMasters(String reason, ActiveVerdict.Outcome outcome) {
        return new Group(Service.HBASE, "hbase", List.of(), new ActiveVerdict(outcome, Optional.empty(), reason));
    }

    private List<Pending> send(List<Target> targets) {
        List<Pending> pending = new ArrayList<>();
        for (Target target : targets) {
            long sent = System.nanoTime();
            Future<Timed> answer =
                    threads.submit(() -> new Timed(target.question.call(), Duration.ofNanos(System.nanoTime() - sent)));
            pending.add(new Pending(target, sent, answer));
        }
        return pending;
    }

    private NodeRole receive(Pending pending) throws InterruptedException {
        long deadline = pending.sentNanos + settings.probeDeadline().toNanos();
        Timed timed;
        try {
            timed = pending.answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            pending.answer.cancel(true);
            timed = new Timed(Answer.silent(settings.probeDeadline().toMillis() + " ms"), settings.probeDeadline());
        } catch (ExecutionException e) {
            timed = new Timed(Answer.ofFailure(e.getCause()), Duration.ofNanos(System.nanoTime() - pending.sentNanos));
        }
        return new NodeRole(
                pending.target.id, pending.target.address, timed.answer.role(), timed.answer.reason(), timed.took);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        nameNodes.close();
    }
}
