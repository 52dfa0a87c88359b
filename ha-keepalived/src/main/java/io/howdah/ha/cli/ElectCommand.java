// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.elect.Elector;
import io.howdah.ha.elect.core.ElectionRun;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** {@code howdah ha elect}. */
@Command(
        name = "elect",
        description = "Runs a command on one of several hosts: on the one that leads an election in ZooKeeper.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "The command finds its fencing token in HOWDAH_FENCING_TOKEN: greater than that of",
            "every leader before. SIGTERM and SIGINT stop it and leave; SIGHUP is passed on.",
            "Example: the same line on every host",
            "  howdah ha elect --name nagios --zookeeper zk1:2181,zk2:2181,zk3:2181 \\",
            "    -- nagios4 /etc/nagios4/nagios.cfg",
            "Exit: 0 asked to end, 2 bad usage or input, else the command's own code."
        })
final class ElectCommand implements Callable<Integer> {
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,5})(ms|s)");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "The election: the znode /howdah/elect/NAME.")
    private String name;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOSTS",
            description = "HOST:PORT,... (default: ha.zookeeper.quorum of --conf).")
    private String zooKeeper;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            defaultValue = "/etc/hadoop/conf",
            description = "Directory of core-site.xml (${DEFAULT-VALUE}).")
    private Path conf;

    @Option(
            names = "--session",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "ZooKeeper session (${DEFAULT-VALUE}); a third of it must do to stop the command.")
    private String session;

    @Option(
            names = "--stop-deadline",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "From SIGTERM to SIGKILL (${DEFAULT-VALUE}).")
    private String stopDeadline;

    @Option(
            names = "--restart",
            paramLabel = "never|on-failure|always",
            defaultValue = "never",
            description = "Be a candidate again when the command ended by itself (${DEFAULT-VALUE}).")
    private String restart;

    /** Declared for --help and the parser; HaCommand looks for it in the arguments before any logger exists. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-v", "--verbose"},
            description = "Show the log and stack traces.")
    private boolean verbose;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "After --; no shell is involved.")
    private List<String> command;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Elector elector = new Elector(
                new Elector.Spec(
                        hosts(),
                        name,
                        time("--session", session),
                        time("--stop-deadline", stopDeadline),
                        restart(),
                        command),
                line -> err.println(Instant.now() + " elect " + name + ": " + line));
        for (String signal : List.of("TERM", "INT")) {
            Signal.handle(new Signal(signal), ignored -> elector.end());
        }
        Signal.handle(new Signal("HUP"), ignored -> elector.signal("HUP"));
        return elector.run();
    }

    private String hosts() {
        if (zooKeeper != null) {
            return zooKeeper;
        }
        Configuration site = new Configuration(false);
        Path file = conf.resolve("core-site.xml");
        if (Files.isReadable(file)) {
            site.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
        }
        String quorum = site.getTrimmed("ha.zookeeper.quorum", "");
        if (quorum.isEmpty()) {
            throw InvalidInputException.of("--zookeeper", null, "HOST:PORT,..., or ha.zookeeper.quorum in " + file);
        }
        return quorum;
    }

    private ElectionRun.Restart restart() {
        return Arrays.stream(ElectionRun.Restart.values())
                .filter(value ->
                        value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(restart))
                .findFirst()
                .orElseThrow(() -> InvalidInputException.of("--restart", restart, "never, on-failure or always"));
    }

    private static Duration time(String option, String text) {
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches()) {
            throw InvalidInputException.of(option, text, "a whole number and ms or s, such as 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }
}
