// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.ha.Sites;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.lab.LabSpec.Addressing;
import io.howdah.minicluster.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.hdfs.server.namenode.ha.IPFailoverProxyProvider;

/** A running {@link Observer}. Not thread-safe. */
public final class Watch implements AutoCloseable {
    private static int count;

    private final HaLab lab;
    private final Path file;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private long offset;

    Watch(HaLab lab) throws Exception {
        this.lab = lab;
        int number = ++count;
        file = lab.logs().resolve("observer-" + number + ".txt");
        HostConf conf = lab.conf();
        String epochs = IntStream.rangeClosed(1, HostConf.HOSTS)
                .mapToObj(host -> conf.data(host, "jn")
                        .resolve("ns1/current/last-promised-epoch")
                        .toString())
                .collect(Collectors.joining(":"));
        // The list of NameNodes, impatient: this client watches the NameNodes, not the address.
        Path logical = conf.conf(HaLab.CLIENT).resolve("client-logical.xml");
        Files.writeString(
                logical,
                Sites.xml(
                        lab.spec().tuned()
                                ? Map.of("ipc.client.connect.timeout", "2000", "ipc.client.rpc-timeout.ms", "5000")
                                : Map.of()));
        List<String> arguments = new ArrayList<>(List.of(file.toString(), epochs, "nn1", "nn2", "logical=" + logical));
        if (lab.spec().addressing() != Addressing.NONE) {
            Path vip = conf.conf(HaLab.CLIENT).resolve(HadoopXml.CLIENT);
            Files.writeString(
                    vip,
                    lab.spec().tuned()
                            ? HostConf.file(conf.plan(1), HadoopXml.CLIENT).content()
                            : Sites.xml(Map.of(
                                    "fs.defaultFS",
                                    "hdfs://" + HaLab.VIP + ":" + HostConf.RPC_PORT,
                                    "dfs.client.failover.proxy.provider." + HaLab.VIP,
                                    IPFailoverProxyProvider.class.getName())));
            arguments.add("vip=" + vip);
        }
        process = lab.launch(
                HaLab.CLIENT,
                Kind.OBSERVER,
                lab.logs().resolve("observer-" + number + ".log"),
                arguments.toArray(String[]::new));
        String writer = arguments.get(arguments.size() - 1).replaceFirst("=.*", "");
        Await.until("the observer looks", () -> Files.exists(file) || !process.isAlive());
        awaitWrite(writer);
    }

    /** Now, on the observer's clock. */
    public static long now() {
        return System.nanoTime();
    }

    /** Everything from here on. */
    public Mark mark() throws IOException {
        return new Mark(refresh().size(), now());
    }

    /** A moment on the observer's clock, and where its lines begin. */
    public record Mark(int line, long time) {}

    /** What the observer wrote until now, without a half last line. */
    private List<String> refresh() throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] fresh = new byte[Math.toIntExact(in.length() - offset)];
            in.seek(offset);
            in.readFully(fresh);
            int end = fresh.length;
            while (end > 0 && fresh[end - 1] != '\n') {
                end--;
            }
            new String(fresh, 0, end, StandardCharsets.US_ASCII).lines().forEach(lines::add);
            offset += end;
        }
        if (!process.isAlive()) {
            throw new IOException("the observer ended; see " + file);
        }
        return lines;
    }

    /** What was seen since {@code mark}. */
    public Observation since(Mark mark) throws IOException {
        List<String> all = refresh();
        List<String> seen = new ArrayList<>();
        // What each NameNode had said last: one that falls silent at once would seem to begin when it speaks again.
        for (int host = 1; host <= 2; host++) {
            String prefix = "state " + host + " ";
            for (int i = mark.line - 1; i >= 0; i--) {
                if (all.get(i).startsWith(prefix) && !all.get(i).endsWith(" silent")) {
                    seen.add(all.get(i));
                    break;
                }
            }
        }
        seen.addAll(all.subList(mark.line, all.size()));
        return Observation.parse(seen, lab.hostsByMac());
    }

    /** Waits until {@code writer} has a write acknowledged that it sends from now on. */
    public void awaitWrite(String writer) throws Exception {
        Mark mark = mark();
        Await.until(
                "the client " + writer + " writes",
                () -> since(mark).acks().stream()
                        .anyMatch(ack -> ack.writer().equals(writer) && ack.sent() > mark.time));
    }

    /** P4: what was acknowledged so far and is not there, and how much was acknowledged. */
    public Verified verify() throws Exception {
        Mark mark = mark();
        OutputStream in = process.getOutputStream();
        in.write("verify\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        Await.until("the observer has looked for every acknowledged write", () -> verification(mark) != null);
        String[] words = verification(mark).split(" ");
        return new Verified(Long.parseLong(words[1]), List.of(words).subList(2, words.length));
    }

    private String verification(Mark mark) throws IOException {
        List<String> all = refresh();
        return all.subList(mark.line, all.size()).stream()
                .filter(line -> line.startsWith("verified "))
                .findFirst()
                .orElse(null);
    }

    /** @param missing paths that were acknowledged and are gone */
    public record Verified(long acknowledged, List<String> missing) {}

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
}
