// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.JournalQuorum;
import io.howdah.ha.core.NodeRole;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;

/** The one daemon an agent watches: asked again and again over connections that stay open. Thread-safe. */
public final class LocalDaemon implements AutoCloseable {
    private final String id;
    private final String address;
    private final Callable<Answer> question;
    private final Callable<OptionalLong> journal;
    private final AutoCloseable connections;

    private LocalDaemon(
            String id,
            String address,
            Callable<Answer> question,
            Callable<OptionalLong> journal,
            AutoCloseable connections) {
        this.id = id;
        this.address = address;
        this.question = question;
        this.journal = journal;
        this.connections = connections;
    }

    /**
     * @param member of {@code group}
     * @param deadline of one question, with everything that is asked for it
     */
    public static LocalDaemon of(
            Configuration conf, HaSettings settings, HaGroup group, HaGroup.Member member, Duration deadline) {
        switch (group.service()) {
            case HDFS -> {
                HaTopology.NameNode nameNode = HaTopology.from(conf)
                        .highlyAvailable(settings.nameservice())
                        .nameNode(member.id())
                        .orElseThrow();
                NameNodeProbe probe = new NameNodeProbe(conf, deadline);
                return new LocalDaemon(
                        member.id(),
                        nameNode.haRpc().toString(),
                        () -> probe.ask(nameNode),
                        () -> JournalQuorum.committed(probe.journalStatus(nameNode)),
                        probe);
            }
            case YARN -> {
                ResourceManagers managers = new ResourceManagers(deadline);
                ResourceManagers.ResourceManager manager = ResourceManagers.of(conf).stream()
                        .filter(candidate -> candidate.id().equals(member.id()))
                        .findFirst()
                        .orElseThrow();
                return new LocalDaemon(
                        member.id(),
                        manager.web().toString(),
                        () -> managers.ask(manager),
                        OptionalLong::empty,
                        () -> {});
            }
            case HBASE -> {
                HBaseMasters masters = new HBaseMasters(conf, settings.hbaseMasters(), deadline);
                HBaseMasters.Master master = masters.listed().stream()
                        .filter(candidate -> candidate.web().host().equals(member.host()))
                        .findFirst()
                        .orElseThrow();
                return new LocalDaemon(
                        member.id(), master.web().toString(), () -> masters.ask(master), OptionalLong::empty, () -> {});
            }
        }
        throw new AssertionError(group.service());
    }

    /** As the election's lock would name it. */
    public String id() {
        return id;
    }

    /**
     * What came of one question.
     *
     * @param silent nothing came by the deadline, which contradicts no earlier answer
     */
    public record Heard(NodeRole role, boolean silent) {}

    /**
     * Blocks for the deadline at most; whatever goes wrong is the answer's reason, but for an {@link Error}.
     *
     * @throws InterruptedException when the calling thread is interrupted
     */
    public Heard ask() throws InterruptedException {
        long asked = System.nanoTime();
        Answer answer;
        try {
            answer = question.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            answer = Answer.ofFailure(e);
        }
        return new Heard(
                new NodeRole(id, address, answer.role(), answer.reason(), Duration.ofNanos(System.nanoTime() - asked)),
                answer.silent());
    }

    /**
     * The last transaction that a majority of JournalNodes has taken from this NameNode; empty for other daemons and when
     * it cannot be told.
     */
    public OptionalLong committedTransaction() {
        try {
            return journal.call();
        } catch (Exception e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connections.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
