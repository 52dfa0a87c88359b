// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.cdc.DeadLetters;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.Parked;
import io.howdah.hbase.cdc.core.Sink;
import io.howdah.hbase.cdc.sink.Sinks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah hbase cdc replay}. */
@Command(
        name = "replay",
        header = "Delivers a peer's dead letters from here; what is refused again stays",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Run it with an account that may write the peer's directory in HDFS (the region servers').",
            "Letters come late: a consumer has to keep HBase's order by itself; see docs/cdc.md.",
            "",
            "Example: howdah hbase cdc replay birds --list",
            "Exit: 0 none is left, 1 some are left, 2 bad usage or input, 3 cannot tell."
        })
final class CdcReplayCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(paramLabel = "PEER", description = "its name")
    private String peer;

    @Option(names = "--list", description = "only say what there is and why")
    private boolean list;

    @Option(
            names = "--credentials",
            paramLabel = "PATH",
            description = "absolute path of the credentials file on this machine; default: that of the peer")
    private String credentials;

    @Override
    public Integer call() throws Exception {
        Configuration conf = cluster.configuration();
        try (Connection connection = cluster.connect();
                Admin admin = connection.getAdmin()) {
            CdcPeer found = CdcPeer.find(admin, peer);
            DeadLetters letters = new DeadLetters(found.directory(conf));
            return list ? list(letters) : replay(letters, settings(found, conf));
        }
    }

    private CdcSettings settings(CdcPeer found, Configuration conf) {
        Map<String, String> own = new HashMap<>(found.config().getConfiguration());
        if (credentials != null) {
            own.put(CdcSettings.CREDENTIALS_FILE.name(), credentials);
        }
        return CdcSettings.from(key -> own.getOrDefault(key, conf.get(key)));
    }

    private int list(DeadLetters letters) throws Exception {
        int count = 0;
        for (Path file : letters.files()) {
            for (Parked letter : letters.read(file)) {
                ChangeEvent event = letter.event();
                say(event.id() + " " + event.qualifiedTable() + " "
                        + event.kind().label() + " " + event.size() + " bytes: " + letter.reason());
                count++;
            }
        }
        say(count + " dead letters");
        return count == 0 ? HBaseCommand.OK : HBaseCommand.NO;
    }

    private int replay(DeadLetters letters, CdcSettings settings) throws Exception {
        long delivered = 0;
        long left = 0;
        long said = System.nanoTime();
        List<Path> files = letters.files();
        try (Sink sink = Sinks.of(settings)) {
            for (int i = 0; i < files.size(); i++) {
                List<ChangeEvent> events = new ArrayList<>();
                letters.read(files.get(i)).forEach(letter -> events.add(letter.event()));
                List<Parked> refused = new ArrayList<>();
                for (int from = 0; from < events.size(); ) {
                    List<ChangeEvent> chunk = settings.delivery().chunk(events, from);
                    refused.addAll(settings.delivery().deliver(sink, chunk));
                    from += chunk.size();
                }
                letters.replace(files.get(i), events.size(), refused);
                delivered += events.size() - refused.size();
                left += refused.size();
                if (System.nanoTime() - said > PROGRESS_NANOS) {
                    said = System.nanoTime();
                    spec.commandLine()
                            .getErr()
                            .println((i + 1) + " of " + files.size() + " files, " + delivered + " delivered, " + left
                                    + " refused again");
                }
            }
        }
        say(delivered + " delivered, " + left + " refused again");
        return left == 0 ? HBaseCommand.OK : HBaseCommand.NO;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
