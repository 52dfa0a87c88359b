// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.elect.core.ElectionRun;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.FreePorts;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real ZooKeeper server and candidates as real processes. The command appends a line when it starts and when it ends: the
 * lines of two candidates never mix, and each start has a greater token than the one before.
 */
@RequiresServers({"setpriv", "kill", "sh"})
class ElectIT {
    private static final String ELECTION = "/howdah/elect/it";

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final Set<Long> commands = new HashSet<>();
    private final int port = FreePorts.any();
    private Process zooKeeper;
    private Path history;

    @BeforeEach
    void start() throws Exception {
        history = Files.createFile(directory.resolve("history"));
        Files.writeString(directory.resolve("zoo.cfg"), """
                tickTime=1000
                clientPort=%d
                clientPortAddress=127.0.0.1
                dataDir=%s
                admin.enableServer=false
                """.formatted(port, directory.resolve("zk")));
        // The command: a grandchild does the work, so that a whole tree has to end.
        Files.writeString(directory.resolve("command.sh"), """
                trap 'kill %1; sleep 0.3; echo "stop $HOWDAH_FENCING_TOKEN $$" >> "$1"; exit 0' TERM
                trap 'echo "hup $HOWDAH_FENCING_TOKEN $$" >> "$1"' HUP
                echo "start $HOWDAH_FENCING_TOKEN $$" >> "$1"
                sleep 1000 &
                while [ ! -e "$1.end" ]; do sleep 0.1; done
                kill %1
                echo "stop $HOWDAH_FENCING_TOKEN $$" >> "$1"
                exit 7
                """);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            signal("CONT", process);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        for (long pid : commands) {
            ProcessHandle.of(pid)
                    .filter(handle -> handle.info()
                            .arguments()
                            .map(List::of)
                            .orElse(List.of())
                            .toString()
                            .contains("command.sh"))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void commandRunsOnOneCandidateAtATime_whenLeadersEndAreKilledAndHang() throws Exception {
        Process first = elect("a"); // before ZooKeeper is there
        Process second = elect("b");
        for (String name : List.of("a", "b")) {
            await(name + " looks for ZooKeeper", () -> log(name).contains("no connection to ZooKeeper at"));
        }
        assertThat(Files.readString(history)).isEmpty();
        startZooKeeper();
        awaitStarts(1);
        Process leader = leader(first, second);
        Process other = leader == first ? second : first;

        signal("HUP", leader);
        await("the signal is passed on", () -> Files.readString(history).contains("hup "));
        signal("TERM", leader);
        assertThat(leader.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(leader.exitValue()).isZero();
        awaitStarts(2);

        Process third = elect("c");
        await("the third one is a candidate", () -> log("c").contains("candidate for"));
        long orphan = lastPid();
        other.destroyForcibly().waitFor(); // SIGKILL: nobody is left to stop the command but the kernel
        awaitStarts(3);
        assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();

        // ZooKeeper away for longer than the connection lasts: the command is stopped long before the session ends.
        zooKeeper.destroyForcibly().waitFor();
        await("the command is stopped", () -> lines().get(lines().size() - 1).startsWith("stop "));
        startZooKeeper();
        awaitStarts(4);

        Files.createFile(Path.of(history + ".end"));
        assertThat(third.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(third.exitValue()).as("the command's own code").isEqualTo(7);
        assertOneAtATime(orphan);
    }

    /** ZooKeeper hangs: connections stay, answers do not come. */
    @Test
    @Tag("full")
    void commandIsStopped_beforeTheSessionExpires_whenZooKeeperHangs() throws Exception {
        startZooKeeper();
        elect("a");
        awaitStarts(1);
        long frozen = System.nanoTime();
        signal("STOP", zooKeeper);
        await("the command is stopped", () -> lines().get(lines().size() - 1).startsWith("stop "));
        // The promise: 18 s after the servers have heard of it last. They heard of it at the latest when they froze.
        assertThat(System.nanoTime() - frozen).isLessThan(TimeUnit.SECONDS.toNanos(18));
        signal("CONT", zooKeeper);
        awaitStarts(2);
        assertOneAtATime(-1);
    }

    /** Somebody tidies up in ZooKeeper: the sessions live on, the places in the queue do not. */
    @Test
    void oneCommandIsLeft_whenZnodesAreDeleted() throws Exception {
        startZooKeeper();
        elect("a");
        elect("b");
        awaitStarts(1);
        try (ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 18_000, event -> {})) {
            await("both are candidates", () -> places(client).size() == 2);
            String first = lines().get(0).split(" ")[1];
            client.delete(places(client).get(0), -1);
            awaitStarts(2);
            await(
                    "the first command is stopped",
                    () -> lines().stream().anyMatch(line -> line.startsWith("stop " + first)));
            await("it is a candidate again", () -> places(client).size() == 2);

            ZKUtil.deleteRecursive(client, ELECTION);
            awaitStarts(3);
            await("one command is left", () -> count("start ") - count("stop ") == 1);
            await("both are candidates again", () -> places(client).size() == 2);
        }
    }

    /** Deleted after ZooKeeper made it the leader, before the token was read: nothing to stop, and nobody else leads. */
    @Test
    void candidateIsTold_whenItLeadsWithoutAZnode() throws Exception {
        startZooKeeper();
        BlockingQueue<ElectionRun.Event> events = new LinkedBlockingQueue<>();
        try (ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 18_000, event -> {});
                Candidate candidate =
                        new Candidate("127.0.0.1:" + port, ELECTION, Duration.ofSeconds(18), events::add, () -> {})) {
            await("a connection", () -> candidate.awaitConnection(1_000));
            candidate.join();
            await("it leads", () -> candidate.token().isPresent());
            long before = candidate.token().getAsLong();
            candidate.check();
            client.delete(places(client).get(0), -1);
            assertThat(events.poll(2, TimeUnit.MINUTES)).as("by the watch").isEqualTo(new ElectionRun.Evicted());
            assertThat(candidate.token()).isEmpty();
            candidate.check();

            candidate.leave();
            candidate.join();
            await("it leads again", () -> candidate.token().isPresent());
            assertThat(candidate.token().getAsLong()).isGreaterThan(before);
            candidate.check();
            assertThat(candidate.token())
                    .as("the server has answered the look, too")
                    .isPresent();
            assertThat(events).as("told once").isEmpty();

            candidate.leave();
            candidate.join();
            await("it leads again", () -> candidate.token().isPresent());
            client.delete(places(client).get(0), -1); // nobody watches it yet
            candidate.check();
            assertThat(events.poll(2, TimeUnit.MINUTES)).as("by the look").isEqualTo(new ElectionRun.Evicted());
        }
    }

    /** In the queue's order. */
    private static List<String> places(ZooKeeper client) throws Exception {
        try {
            return client.getChildren(ELECTION, false).stream()
                    .sorted(Comparator.comparing(name -> name.substring(name.lastIndexOf('-') + 1)))
                    .map(name -> ELECTION + "/" + name)
                    .toList();
        } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
            return List.of();
        }
    }

    private long count(String prefix) throws IOException {
        return lines().stream().filter(line -> line.startsWith(prefix)).count();
    }

    private void assertOneAtATime(long killed) throws IOException {
        long token = 0;
        String running = null;
        for (String line : lines()) {
            String[] words = line.split(" ");
            if (words[0].equals("start")) {
                assertThat(running).as("%s in %s", line, lines()).isNull();
                assertThat(Long.parseLong(words[1])).isGreaterThan(token);
                token = Long.parseLong(words[1]);
                running = words[2].equals(Long.toString(killed)) ? null : words[2];
            } else if (words[0].equals("stop")) {
                assertThat(words[2]).isEqualTo(running);
                running = null;
            }
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(history);
    }

    private long lastPid() throws IOException {
        List<String> starts =
                lines().stream().filter(line -> line.startsWith("start ")).toList();
        return Long.parseLong(starts.get(starts.size() - 1).split(" ")[2]);
    }

    private void awaitStarts(int count) throws Exception {
        await(count + " starts", () -> {
            long starts =
                    lines().stream().filter(line -> line.startsWith("start ")).count();
            return starts >= count;
        });
        commands.add(lastPid());
    }

    private Process leader(Process... candidates) throws IOException {
        long pid = lastPid();
        for (Process candidate : candidates) {
            if (candidate.descendants().anyMatch(handle -> handle.pid() == pid)) {
                return candidate;
            }
        }
        throw new AssertionError(pid + " is nobody's: " + lines());
    }

    private void startZooKeeper() throws Exception {
        zooKeeper = java(
                "zookeeper",
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                directory.resolve("zoo.cfg").toString());
        await("ZooKeeper listens", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    /**
     * Session 18 s (the servers allow 2 to 20 s), of which 6 s are for stopping: 5 s, then kill. A command that a busy machine
     * slows down must not be killed before it has written that it stops.
     */
    private Process elect(String name) throws IOException {
        return java(
                name,
                "io.howdah.ha.cli.HaCommand",
                "elect",
                "--name",
                "it",
                "--zookeeper",
                "127.0.0.1:" + port,
                "--session",
                "18s",
                "--stop-deadline",
                "5s",
                "--",
                "sh",
                directory.resolve("command.sh").toString(),
                history.toString());
    }

    private String log(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    private Process java(String name, String main, String... arguments) throws IOException {
        // Under nohup the signal would be ignored, by the shell of the command, too, which cannot change that.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(name + ".log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            Await.until(what, condition);
        } catch (StackException e) {
            StringBuilder logs = new StringBuilder().append(lines());
            for (String name : List.of("a", "b", "c")) {
                if (Files.exists(directory.resolve(name + ".log"))) {
                    logs.append('\n').append(name).append(": ").append(log(name));
                }
            }
            throw new AssertionError(logs.toString(), e);
        }
    }
}
